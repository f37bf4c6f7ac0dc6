"""p-values of Wilcoxon's signed-rank test and of the normal distribution's tail, for
crates/bench-cli/src/compare/table/signed_rank.rs. Run with scipy 1.17.1; prints."""

from scipy.stats import norm, wilcoxon

ten = [0.7, -1.1, 2.3, 3.1, -0.2, 4.4, 1.9, 2.6, -0.9, 5.0]
print(wilcoxon(ten, method="exact").pvalue)
many = [((i * 37) % 101 - 30) / 7 + i * 1e-3 for i in range(150)]
print(wilcoxon(many, method="approx", correction=True).pvalue)
for z in (0.5, 2.9, 3.1, 8):
    print(z, norm.sf(z))
