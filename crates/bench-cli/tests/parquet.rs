//! Parquet at the command line, with the feature and without.

use crate::program::Files;

#[cfg(not(feature = "parquet"))]
#[test]
fn the_error_names_the_feature_that_is_missing() {
    let files = Files::new(&[]);
    files.write("a.parquet", b"PAR1\x15\x04\x15 and so on");
    let message = crate::program::fails(&["fit", &files.path("a.parquet"), "-k", "2"], 1);
    assert!(message.contains("a build with the feature `parquet`"), "{message}");
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_of_pyarrow_is_clustered() {
    let text = include_str!("../../../data/reference/parquet_files.txt");
    let digits = text.lines().find_map(|line| line.strip_prefix("flowers: ")).unwrap();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let files = Files::new(&[]);
    files.write("a.parquet", &digits.as_bytes().chunks(2).map(byte).collect::<Vec<_>>());
    let path = files.path("a.parquet");
    let columns = ["--label-column", "species", "--weights", "weight"];
    let report = crate::program::json(&[&["fit", &path, "-k", "2"][..], &columns].concat());
    assert_eq!((&report["n_samples"], &report["n_features"]), (&5.into(), &2.into()));
    assert_eq!(report["weighted"], true);
    let text = crate::program::prints(&["fit", &path, "-k", "2"]);
    assert!(text.contains("left out   species (words)"), "{text}");
}
