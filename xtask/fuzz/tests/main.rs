//! Plays every stored input again: seeds in `corpus/`, past failures in `crashes/`.

use std::fs;
use std::path::Path;

use fuzz::TARGETS;

#[test]
fn every_stored_input_passes() {
    for (name, check) in TARGETS {
        let mut n_inputs = 0;
        for folder in ["corpus", "crashes"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                println!("{}", path.display());
                check(&fs::read(&path).unwrap());
                n_inputs += 1;
            }
        }
        assert!(n_inputs > 0, "no input is stored for {name}");
    }
}
