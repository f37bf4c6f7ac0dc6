//! Compares every pair of partitions of up to 7 samples with definitions over all permutations,
//! counted exactly.

use std::collections::BTreeMap;

use cluster_metrics::{Average, Contingency};

/// The ways to write n as a sum, largest part first.
fn partitions(n: u64, largest: u64) -> Vec<Vec<u64>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let first = (1..=n.min(largest)).rev();
    let with = |first: u64| {
        partitions(n - first, first).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    first.flat_map(with).collect()
}

/// Every table with these sums of rows and columns.
fn tables(rows: &[u64], columns: &[u64]) -> Vec<Vec<Vec<u64>>> {
    let Some((&size, others)) = rows.split_first() else {
        return vec![Vec::new()];
    };
    let with = |row: Vec<u64>| {
        let left: Vec<u64> = columns.iter().zip(&row).map(|(size, count)| size - count).collect();
        tables(others, &left).into_iter().map(move |rest| [vec![row.clone()], rest].concat())
    };
    rows_of(size, columns).into_iter().flat_map(with).collect()
}

/// Every row with this sum that fits the columns.
fn rows_of(size: u64, columns: &[u64]) -> Vec<Vec<u64>> {
    let Some((&column, others)) = columns.split_first() else {
        return if size == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    let with = |count: u64| {
        rows_of(size - count, others).into_iter().map(move |rest| [vec![count], rest].concat())
    };
    (0..=size.min(column)).flat_map(with).collect()
}

fn factorial(n: u64) -> u128 {
    (1..=u128::from(n)).product()
}

fn pairs(counts: &[u64]) -> i128 {
    counts.iter().map(|&count| i128::from(count) * (i128::from(count) - 1)).sum()
}

/// The number of permutations of the samples, out of n!, that lead to this table.
fn permutations_to(table: &[Vec<u64>], rows: &[u64], columns: &[u64]) -> u128 {
    let sizes = rows.iter().chain(columns).map(|&size| factorial(size));
    let cells = table.iter().flatten().map(|&count| factorial(count));
    sizes.product::<u128>() / cells.product::<u128>()
}

#[test]
fn chance_is_the_mean_over_all_permutations() {
    for n in 1..=7 {
        let partitions = partitions(n, n);
        for rows in &partitions {
            for columns in &partitions {
                check(n, rows, columns);
            }
        }
    }
}

fn check(n: u64, rows: &[u64], columns: &[u64]) {
    let tables: Vec<(Contingency, Vec<u64>, u128)> = tables(rows, columns)
        .into_iter()
        .map(|table| {
            let weight = permutations_to(&table, rows, columns);
            (Contingency::from_counts(&table).unwrap(), table.concat(), weight)
        })
        .collect();
    let all: u128 = tables.iter().map(|(_, _, weight)| weight).sum();
    assert_eq!(all, factorial(n));

    // The mean of what the tables tell, each with its share of all permutations. Equal terms are
    // counted before they are summed, or thousands of them would round.
    let mut weights = BTreeMap::new();
    for (table, _, weight) in &tables {
        *weights.entry(table.mutual_info_score().to_bits()).or_insert(0) += weight;
    }
    let information: f64 =
        weights.into_iter().map(|(bits, weight)| f64::from_bits(bits) * weight as f64).sum();
    let expected_information = information / all as f64;
    // Ordered pairs that are together in both, summed over all permutations: a whole number.
    let chance: i128 =
        tables.iter().map(|(_, cells, weight)| pairs(cells) * weight.cast_signed()).sum();
    let all = all.cast_signed();

    for (table, cells, _) in &tables {
        let found = table.expected_mutual_info();
        assert!((found - expected_information).abs() < 1e-14, "{table}{found}");

        let is_same = table.cells().len() == rows.len() && rows.len() == columns.len();
        let average = f64::midpoint(table.class_entropy(), table.cluster_entropy());
        let found = table.adjusted_mutual_info_score(Average::Arithmetic);
        let room = average - expected_information;
        if is_same {
            assert_eq!(found.to_bits(), 1_f64.to_bits());
        } else if room > 1e-9 {
            let expected = (table.mutual_info_score() - expected_information) / room;
            assert!((found - expected).abs() < 1e-12, "{table}{found}, not {expected}");
        } else {
            assert_eq!(found.to_bits(), 0, "{table}");
        }

        // (together - chance) / (highest - chance), all times 2·n!.
        let numerator = 2 * (pairs(cells) * all - chance);
        let denominator = (pairs(rows) + pairs(columns)) * all - 2 * chance;
        let found = table.adjusted_rand_score();
        if is_same {
            assert_eq!(found.to_bits(), 1_f64.to_bits());
        } else {
            let expected = if numerator == 0 { 0.0 } else { numerator as f64 / denominator as f64 };
            assert!((found - expected).abs() < 1e-15, "{table}{found}, not {expected}");
        }
    }
}
