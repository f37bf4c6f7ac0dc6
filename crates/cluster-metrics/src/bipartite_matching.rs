use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One edge of a bipartite graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) column: usize,
    /// The weight, at least 1; the sum of all weights must fit a `u64`.
    pub(crate) weight: u64,
}

/// Pairs rows with columns, each at most once, for the largest total weight. Returns the column of
/// each row.
///
/// The assignment problem (Kuhn 1955, Munkres 1957) on a sparse graph: rows come in one by one, and
/// each rearranges the pairs along the shortest augmenting path (Jonker and Volgenant, Computing
/// 38, 1987), found by Dijkstra's algorithm on the reduced weights. Only edges are visited, so
/// memory is that of the graph. One row takes at most O(edges · log columns), and a full table O(n³
/// log n).
///
/// The final prices prove the result: `row_price + column_price ≥ weight` on every edge, with
/// equality on chosen edges, and price 0 for rows and columns left alone. Weights are whole
/// numbers, so ties are exact.
pub(crate) fn heaviest_matching(edges_of_row: &[&[Edge]], n_columns: usize) -> Vec<Option<usize>> {
    let mut matching = Matching::new(edges_of_row, n_columns);
    for row in 0..edges_of_row.len() {
        matching.insert(row);
    }
    matching.column_of_row
}

struct Matching<'a> {
    edges_of_row: &'a [&'a [Edge]],
    row_price: Vec<u64>,
    column_price: Vec<u64>,
    column_of_row: Vec<Option<usize>>,
    row_of_column: Vec<Option<usize>>,
    search: Search,
}

/// The state of the search for the best rearrangement.
struct Search {
    /// The cost of taking each column from its row; `u64::MAX` if not reached yet.
    costs: Vec<u64>,
    /// The row that would take the column.
    takers: Vec<usize>,
    /// Columns with a cost.
    reached: Vec<usize>,
    /// Columns whose cost is final.
    settled: Vec<usize>,
    queue: BinaryHeap<Reverse<(u64, usize)>>,
    /// The cheapest end so far, and its cost.
    end: End,
    end_cost: u64,
}

/// The end of a rearrangement, which pays for it.
#[derive(Clone, Copy)]
enum End {
    /// A free column, which costs nothing.
    Column(usize),
    /// A row that is left alone.
    Row(usize),
}

impl<'a> Matching<'a> {
    fn new(edges_of_row: &'a [&'a [Edge]], n_columns: usize) -> Self {
        let n_rows = edges_of_row.len();
        Self {
            edges_of_row,
            row_price: vec![0; n_rows],
            column_price: vec![0; n_columns],
            column_of_row: vec![None; n_rows],
            row_of_column: vec![None; n_columns],
            search: Search {
                costs: vec![u64::MAX; n_columns],
                takers: vec![0; n_columns],
                reached: Vec::new(),
                settled: Vec::new(),
                queue: BinaryHeap::new(),
                end: End::Row(0),
                end_cost: 0,
            },
        }
    }

    fn insert(&mut self, row: usize) {
        let offers = self.edges_of_row[row]
            .iter()
            .map(|edge| edge.weight.saturating_sub(self.column_price[edge.column]));
        self.row_price[row] = offers.max().unwrap_or(0);
        self.find_cheapest_end(row);
        self.adjust_prices(row);
        self.rearrange(row);
        self.forget_search();
    }

    fn find_cheapest_end(&mut self, row: usize) {
        (self.search.end, self.search.end_cost) = (End::Row(row), self.row_price[row]);
        self.look_around(row, 0);
        while let Some(Reverse((cost, column))) = self.search.queue.pop() {
            if cost >= self.search.end_cost {
                break;
            }
            let Some(owner) =
                self.row_of_column[column].filter(|_| cost == self.search.costs[column])
            else {
                continue; // a cheaper path to the column was followed before
            };
            self.search.settled.push(column);
            // No overflow: the sum stays below the price of the new row plus that of the owner.
            let alone = cost + self.row_price[owner];
            if alone < self.search.end_cost {
                (self.search.end, self.search.end_cost) = (End::Row(owner), alone);
            }
            self.look_around(owner, cost);
        }
    }

    /// Follows the edges of a row that has been displaced at this cost.
    fn look_around(&mut self, row: usize, cost: u64) {
        for &Edge { column, weight } in self.edges_of_row[row] {
            let slack = self.row_price[row] + self.column_price[column] - weight;
            let cost = cost + slack;
            if cost >= self.search.end_cost || cost >= self.search.costs[column] {
                continue;
            }
            if self.search.costs[column] == u64::MAX {
                self.search.reached.push(column);
            }
            self.search.costs[column] = cost;
            self.search.takers[column] = row;
            if self.row_of_column[column].is_some() {
                self.search.queue.push(Reverse((cost, column)));
            } else {
                (self.search.end, self.search.end_cost) = (End::Column(column), cost);
            }
        }
    }

    /// Adjusts prices so that edges on the path to the cheapest end have slack 0, and no edge has
    /// negative slack.
    fn adjust_prices(&mut self, row: usize) {
        let end_cost = self.search.end_cost;
        self.row_price[row] -= end_cost;
        for &column in &self.search.settled {
            let change = end_cost - self.search.costs[column];
            self.column_price[column] += change;
            if let Some(owner) = self.row_of_column[column] {
                self.row_price[owner] -= change;
            }
        }
    }

    /// Follows the path from the end back to the new row. Each taker takes its column and gives up
    /// its own.
    fn rearrange(&mut self, row: usize) {
        let mut next = match self.search.end {
            End::Column(column) => Some(column),
            End::Row(alone) => self.column_of_row[alone].take(),
        };
        while let Some(column) = next {
            let taker = self.search.takers[column];
            next = self.column_of_row[taker].replace(column);
            self.row_of_column[column] = Some(taker);
            if taker == row {
                break;
            }
        }
    }

    fn forget_search(&mut self) {
        for &column in &self.search.reached {
            self.search.costs[column] = u64::MAX;
        }
        self.search.reached.clear();
        self.search.settled.clear();
        self.search.queue.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edges(table: &[Vec<u64>]) -> Vec<Vec<Edge>> {
        let edges_of = |row: &Vec<u64>| {
            let edges = row.iter().enumerate().map(|(column, &weight)| Edge { column, weight });
            edges.filter(|edge| edge.weight > 0).collect()
        };
        table.iter().map(edges_of).collect()
    }

    /// Tries every way to give each row a free column or none, and returns the heaviest.
    fn naive(table: &[Vec<u64>], taken: &mut Vec<bool>) -> u64 {
        let Some((row, rest)) = table.split_first() else {
            return 0;
        };
        let mut best = naive(rest, taken);
        for (column, &weight) in row.iter().enumerate() {
            if !taken[column] {
                taken[column] = true;
                best = best.max(weight + naive(rest, taken));
                taken[column] = false;
            }
        }
        best
    }

    /// Returns the total weight. The prices prove that it is the largest.
    fn checked_weight(edges: &[Vec<Edge>], n_columns: usize) -> u64 {
        let edges: Vec<&[Edge]> = edges.iter().map(Vec::as_slice).collect();
        let mut matching = Matching::new(&edges, n_columns);
        for row in 0..edges.len() {
            matching.insert(row);
        }
        let mut total = 0;
        for (row, edges) in edges.iter().enumerate() {
            for &Edge { column, weight } in *edges {
                assert!(matching.row_price[row] + matching.column_price[column] >= weight);
                if matching.column_of_row[row] == Some(column) {
                    assert_eq!(matching.row_of_column[column], Some(row));
                    total += weight;
                }
            }
        }
        let prices = matching.row_price.iter().chain(&matching.column_price);
        assert_eq!(prices.sum::<u64>(), total);
        total
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn no_other_pairing_weighs_more(
                table in (1..7_usize, 1..7_usize).prop_flat_map(|(n_rows, n_columns)| {
                    let weight = prop_oneof![2 => Just(0_u64), 3 => 0..9_u64, 1 => 0..1_u64 << 32];
                    prop::collection::vec(prop::collection::vec(weight, n_columns), n_rows)
                })
            ) {
                let n_columns = table[0].len();
                let expected = naive(&table, &mut vec![false; n_columns]);
                prop_assert_eq!(checked_weight(&edges(&table), n_columns), expected);
            }
        }
    }

    #[test]
    fn thousands_of_rows_and_columns_are_proved_by_prices() {
        // A third of the cells, many ties; and a sparse graph of edges that all weigh the same.
        let weight = |i: usize, j: usize| ((i * 31 + j * 17) * (i + 7 * j) % 13).saturating_sub(8);
        let table: Vec<Vec<u64>> =
            (0..400).map(|i| (0..500).map(|j| weight(i, j) as u64).collect()).collect();
        assert!(checked_weight(&edges(&table), 500) > 0);
        let sparse: Vec<Vec<Edge>> = (0..20_000_usize)
            .map(|i| {
                let mut columns = vec![i % 9_973, i * i % 15_013, (i * 7919 + 13) % 18_000];
                columns.sort_unstable();
                columns.dedup();
                columns.into_iter().map(|column| Edge { column, weight: 1 }).collect()
            })
            .collect();
        assert!(checked_weight(&sparse, 18_000) <= 18_000);
    }

    #[test]
    fn rows_without_edges_stay_alone() {
        assert_eq!(heaviest_matching(&[], 0), []);
        let edge = [Edge { column: 2, weight: 5 }];
        assert_eq!(heaviest_matching(&[&[], &edge, &[], &edge], 3), [None, Some(2), None, None]);
    }
}
