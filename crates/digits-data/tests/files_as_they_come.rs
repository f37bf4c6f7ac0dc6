//! Tables as spreadsheets and other programs write them: notations, missing words, comments, columns
//! that are no numbers.

use digits_data::Error;
use digits_data::files::{
    Columns, Contents, Header, Missing, Notation, Position, ReadErrorKind as Kind, Table,
    TableOptions,
};

use crate::faults::{fault, gzip, read};

fn table(contents: &str, options: &TableOptions) -> Table {
    read("a.csv", contents.as_bytes(), options).unwrap()
}

fn columns(text: &str) -> TableOptions {
    TableOptions { columns: text.parse().unwrap(), ..TableOptions::new() }
}

fn noted(notation: Notation) -> TableOptions {
    TableOptions { notation, ..TableOptions::new() }
}

/// The error of a table whose columns are no numbers.
fn no_numbers(contents: &str, options: &TableOptions) -> digits_data::files::ReadError {
    match read("a.csv", contents.as_bytes(), options) {
        Err(Error::Read(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_of_words_and_dates_are_left_out_and_listed() {
    let text = "name,born,height,note,weight,\n\
                Ann,1990-01-31,1.7,,60,\n\
                Bob,1985-12-01,1.8,5,NA,\n\
                Eve,1979-07-04,1.6,tall,55,\n\
                Zoe,2001-02-03,1.5,short,50,\n";
    let dropping = TableOptions { missing: Missing::DropRows, ..TableOptions::new() };
    let found = table(text, &dropping);
    assert_eq!(found.feature_names.unwrap(), ["height", "weight"]);
    assert_eq!(found.feature_columns, [2, 4]);
    assert_eq!(found.kept_rows.unwrap(), [0, 2, 3]);
    let left_out: Vec<_> = found
        .left_out
        .iter()
        .map(|it| (it.column.to_string(), it.contents, it.n_numbers))
        .collect();
    let expected = [
        ("name".to_owned(), Contents::Words, 0),
        ("born".to_owned(), Contents::Dates, 0),
        ("note".to_owned(), Contents::Words, 1),
        ("5".to_owned(), Contents::Nothing, 0),
    ];
    assert_eq!(left_out, expected);

    // A column that is asked for is not left out.
    assert_eq!(no_numbers(text, &columns("name..height")).no_numbers.len(), 2);
    let drop = table(text, &TableOptions { missing: Missing::DropRows, ..columns("!height") });
    assert_eq!(drop.feature_names.unwrap(), ["weight"]);
}

#[test]
fn all_columns_in_another_notation_are_named_at_once() {
    let text = "a;b;c;d\n1,5;$329.58;12 %;x\n2,5;$1.5;7 %;y\n3,5;$2;8 %;z\n";
    let error = no_numbers(text, &TableOptions::new());
    assert_eq!((error.kind, error.position), (Kind::Value, Position::Line(2)));
    let cells: Vec<_> =
        error.no_numbers.iter().map(|it| (it.column.to_string(), it.found.as_str())).collect();
    let expected = [("a", "\"1,5\""), ("b", "\"$329.58\""), ("c", "\"12 %\"")];
    assert_eq!(cells, expected.map(|(name, found)| (name.to_owned(), found)));
    assert!(error.readings.is_empty(), "no notation has both marks: {:?}", error.readings);
    assert_eq!(error.n_numeric, 0);
    let shown = error.to_string();
    assert!(
        shown.ends_with(
            "line 2, column 0 (\"a\"): expected a number, found \"1,5\"; also line 2, column 1 \
             (\"b\"): \"$329.58\"; also line 2, column 2 (\"c\"): \"12 %\""
        ),
        "{shown}"
    );
}

/// An error tells the notation that reads the table, and with it the table is read.
#[test]
fn the_notation_that_an_error_tells_reads_the_table() {
    let cases = [
        ("a;b\n1,5;2\n2,5;3\n", vec![1.5, 2.0, 2.5, 3.0]),
        ("a\tb\n$329.58\t12 %\n$5\t3 %\n", vec![329.58, 12.0, 5.0, 3.0]),
        ("a;b\n1.234,5;1\n99,5;2\n", vec![1234.5, 1.0, 99.5, 2.0]),
        ("a;b\n1 234 567;1\n99;2\n", vec![1_234_567.0, 1.0, 99.0, 2.0]),
        ("a;b\n1,234.5;1\n99.5;2\n", vec![1234.5, 1.0, 99.5, 2.0]),
        ("a;b\n1'234;1\n99;2\n", vec![1234.0, 1.0, 99.0, 2.0]),
        ("a;b\n−3;1\n2;2\n", vec![-3.0, 1.0, 2.0, 2.0]),
        ("a;b\n5 kg;1\n6.5 kg;2\n", vec![5.0, 1.0, 6.5, 2.0]),
        ("a;b\n€ 5,5;1\n-€6;2\n", vec![5.5, 1.0, -6.0, 2.0]),
    ];
    for (text, expected) in cases {
        let error = no_numbers(text, &TableOptions::new());
        let [notation] = error.readings.as_slice() else { panic!("{text:?} {error:?}") };
        let found = table(text, &noted(notation.clone()));
        assert_eq!(found.samples.as_slice(), expected, "{text:?}");
        assert_eq!(found.feature_names.unwrap(), ["a", "b"], "{text:?}");
    }
}

#[test]
fn a_comma_before_three_digits_may_be_either_mark() {
    let readings = no_numbers("a;b\n1,234;1\n5,678;2\n", &TableOptions::new()).readings;
    let marks: Vec<_> = readings.iter().map(|it| (it.decimal, it.thousands)).collect();
    assert_eq!(marks, [(',', None), ('.', Some(','))]);
}

#[test]
fn a_word_among_numbers_is_an_error_with_the_word() {
    let text = "a,b\n1,5\nunknown,6\n3,7\n";
    let error = no_numbers(text, &TableOptions::new());
    assert_eq!(error.no_numbers[0].found, "\"unknown\"");
    assert_eq!(error.readings[0].missing_words, ["unknown"]);
    let reading = TableOptions { missing: Missing::Mean, ..noted(error.readings[0].clone()) };
    let found = table(text, &reading);
    assert_eq!(found.samples.as_slice(), [1.0, 5.0, 2.0, 6.0, 3.0, 7.0]);
    let filled = found.filled[0];
    assert_eq!((filled.feature, filled.n_missing), (0, 1));
}

/// The first hundred rows decide, and the others must agree.
#[test]
fn a_later_row_may_gainsay_the_first_ones() {
    let numbers = "1,5\n".repeat(150);
    let error = no_numbers(&format!("a,b\n{numbers}x,6\n"), &TableOptions::new());
    assert_eq!(error.position, Position::Line(152));
    let words = format!("a,b\n{}{}", "1,x\n".repeat(120), "1,5\n".repeat(200));
    let error = no_numbers(&words, &TableOptions::new());
    assert_eq!((error.position, error.no_numbers[0].found.as_str()), (Position::Line(2), "\"x\""));
    let sparse = format!("a,b\n{}{}", "1,\n".repeat(120), "1,5\n".repeat(20));
    let filled = TableOptions { missing: Missing::Median, ..TableOptions::new() };
    assert_eq!(table(&sparse, &filled).filled[0].n_missing, 120);
}

#[test]
fn missing_words_of_pandas_and_of_the_caller_are_missing() {
    let text = "a,b\n1,2\n<NA>,3\n#N/A,8\n9,8.5\n-,1\n-999,2\n";
    let words = ["-", "-999"].map(str::to_owned).to_vec();
    let notation = Notation { missing_words: words, ..Notation::new() };
    let options = TableOptions { missing: Missing::DropRows, ..noted(notation) };
    let found = table(text, &options);
    assert_eq!(found.kept_rows.unwrap(), [0, 3]);
    let median = TableOptions { missing: Missing::Median, ..options.clone() };
    assert_eq!(table(text, &median).samples.row(1), [5.0, 3.0]);
    let given = TableOptions { missing: Missing::Values(vec![7.0, 0.0]), ..options };
    assert_eq!(table(text, &given).samples.row(5), [7.0, 2.0]);
}

#[test]
fn true_and_false_are_numbers() {
    let found = table(
        "a,b\nTrue,2\nfalse,3\nTRUE,\n",
        &TableOptions { missing: Missing::Mean, ..TableOptions::new() },
    );
    assert_eq!(found.samples.as_slice(), [1.0, 2.0, 0.0, 3.0, 1.0, 2.5]);
}

#[test]
fn a_missing_label_or_weight_is_not_replaced() {
    let options = TableOptions {
        missing: Missing::Mean,
        weight_column: Some("w".parse().unwrap()),
        ..TableOptions::new()
    };
    let (kind, text) = fault(read("a.csv", b"a,w\n,1\n2,\n3,1\n", &options));
    assert_eq!(kind, Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 3 });
    assert!(text.starts_with(", line 3, column 1 (\"w\")"), "{text}");
}

#[test]
fn comments_and_lines_to_skip_are_no_rows() {
    let savetxt = "# measured on Tuesday\n# a,b\n1,2\n1.5,2\n9,8\n";
    let found = table(savetxt, &TableOptions::new());
    assert_eq!((found.feature_names.unwrap(), found.n_rows), (vec!["a".into(), "b".into()], 3));
    let between = "a,b\n1,2\n# a pause\n3,x\n5,6\n";
    let (kind, _) = fault(read("a.csv", between.as_bytes(), &TableOptions::new()));
    assert_eq!(kind, Kind::Ragged);
    let told = TableOptions { comment: Some(b'#'), ..TableOptions::new() };
    let error = no_numbers(between, &told);
    assert_eq!(error.position, Position::Line(4), "comments are lines still");
    assert_eq!(table(&between.replace('x', "4"), &told).n_rows, 3);
    let skipping = TableOptions { skip_lines: 2, ..TableOptions::new() };
    let found = table("Report\nof today;x\na;b\n1;2\n", &skipping);
    assert_eq!(found.samples.as_slice(), [1.0, 2.0]);
    let (kind, text) = fault(read("a.csv", b"x\n", &TableOptions { skip_lines: 3, ..skipping }));
    assert_eq!(kind, Kind::Empty);
    assert!(text.contains("3 lines to skip"), "{text}");
}

#[test]
fn excels_line_names_the_delimiter() {
    for text in ["sep=;\na;b\n1;2\n", "\"sep=|\"\r\na|b\r\n1|2\r\n", "sep=\t\na\tb\n1\t2\n"] {
        assert_eq!(table(text, &TableOptions::new()).samples.as_slice(), [1.0, 2.0], "{text:?}");
    }
}

#[test]
fn a_delimiter_at_the_end_starts_no_column() {
    for text in
        ["a;b;\n1;2;\n1.5;2;\n", "a;b\n1;2;\n1.5;2;\n", "a;b;\n1;2\n1.5;2\n", "1;2;\n1.5;2;\n"]
    {
        let found = table(text, &TableOptions::new());
        assert_eq!(found.samples.as_slice(), [1.0, 2.0, 1.5, 2.0], "{text:?}");
    }
    let (kind, _) = fault(read("a.csv", b"a;b\n1;2;\n1;2;3\n", &TableOptions::new()));
    assert_eq!(kind, Kind::Ragged);
}

#[test]
fn utf16_with_its_mark_is_text() {
    let text = "größe;b\n1,5;2\n";
    let notation = Notation { decimal: ',', ..Notation::new() };
    let units: Vec<u16> = std::iter::once(0xfeff).chain(text.encode_utf16()).collect();
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = units.iter().flat_map(|&unit| to_bytes(unit)).collect();
        for contents in [&bytes, &gzip(&bytes)] {
            let found = read("a.csv", contents, &noted(notation.clone())).unwrap();
            assert_eq!(found.samples.as_slice(), [1.5, 2.0]);
            assert_eq!(found.feature_names.unwrap(), ["größe", "b"]);
        }
        let (kind, text) = fault(read("a.csv", &bytes[..bytes.len() - 1], &TableOptions::new()));
        assert_eq!(kind, Kind::Encoding, "{text}");
    }
}

#[test]
fn the_header_rule_looks_at_the_whole_first_row() {
    let years = "country,2019,2020\nFR,1.5,2.5\nDE,1.6,2.4\n";
    let (kind, _) = fault(read("a.csv", years.as_bytes(), &columns("1")));
    assert_eq!(kind, Kind::AmbiguousHeader);
    let told = TableOptions { header: Header::Yes, ..columns("name:2019..name:2020") };
    assert_eq!(table(years, &told).samples.as_slice(), [1.5, 2.5, 1.6, 2.4]);
    let values = table("5.1,setosa\n4.9,setosa\n", &TableOptions::new());
    assert_eq!((values.n_rows, values.left_out.len()), (2, 1), "a word that comes again");
}

#[test]
fn columns_are_picked_by_name_where_there_are_names() {
    let named = |names: &[&str]| TableOptions {
        columns: Columns::Named(names.iter().map(ToString::to_string).collect()),
        ..TableOptions::new()
    };
    let text = "id,b,word,a\n7,2,x,1\n8,4,y,3\n";
    assert_eq!(table(text, &named(&["a", "b"])).samples.as_slice(), [1.0, 2.0, 3.0, 4.0]);
    let (kind, text) = fault(read("a.csv", text.as_bytes(), &named(&["a", "c", "d"])));
    assert_eq!(kind, Kind::Column);
    assert!(text.contains("expected columns called \"c\", \"d\""), "{text}");
    assert_eq!(table("5,2\n1,4\n", &named(&["a", "b"])).samples.row(0), [5.0, 2.0]);
}

#[test]
fn keys_are_carried_along_and_are_no_feature() {
    let text = "id,a,b\nx1,1,2\nx2,,4\nx3,5,6\n";
    let options = TableOptions {
        id_column: Some("id".parse().unwrap()),
        missing: Missing::DropRows,
        ..TableOptions::new()
    };
    let found = table(text, &options);
    assert_eq!(
        (found.ids.unwrap(), found.kept_rows.unwrap()),
        (["x1", "x2", "x3"].map(str::to_owned).to_vec(), vec![0, 2])
    );
    assert_eq!(found.id_column.unwrap().to_string(), "id");
    assert_eq!(found.feature_names.unwrap(), ["a", "b"]);
    assert!(found.left_out.is_empty());
}

#[test]
fn likely_ids_are_called_out() {
    let text = "number,b\n100,0\n101,1\n102,0\n103,1\n104,0\n";
    let found = table(text, &TableOptions::new());
    let ids: Vec<_> = found.likely_ids.iter().map(|id| (id.feature, id.counts_up)).collect();
    assert_eq!(ids, [(0, true)]);
}
