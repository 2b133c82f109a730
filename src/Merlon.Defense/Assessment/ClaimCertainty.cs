namespace Merlon.Assessment;

/// <summary>
/// How far a statement may be off, by where it comes from and how old it is: docs/design/certainty.md. The bounds are
/// judgements, as the strengths are, and printed with them.
/// </summary>
static class ClaimCertainty
{
    /// <summary>The least and the most that a claim of a strength may really be worth, decay included; each 0..1, and the strength lies between.</summary>
    /// <param name="kind">Where it comes from.</param>
    /// <param name="strength">0..1, before decay.</param>
    /// <param name="freshness">0..1: what decay leaves of it.</param>
    public static (double Low, double High) Of(EvidenceKind kind, double strength, double freshness)
    {
        var (low, high) = FactorsOf(kind);

        // A claim that nobody confirmed may still hold in full, or may have faded twice as fast.
        return (strength * low * freshness * freshness, Math.Min(1, strength * high));
    }

    /// <summary>How fresh a test may be taken to be: as if time had passed twice, or half of it.</summary>
    public static (double Low, double High) OfTest(double freshness) => (freshness * freshness, Math.Sqrt(freshness));

    /// <summary>Factors on a strength: measured ones are narrow, declared ones wide, opinions widest.</summary>
    public static (double Low, double High) FactorsOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Inventory => (0.9, 1.05),
        EvidenceKind.LogSource => (0.7, 1.1),
        EvidenceKind.Rule => (0.5, 1.3),
        EvidenceKind.Mitigation or EvidenceKind.Control => (0.4, 1.4),
        EvidenceKind.Score => (0.3, 1.7),
        _ => (1, 1),
    };
}
