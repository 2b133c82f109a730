namespace Merlon.Assessment;

/// <summary>The product's cost assumptions, to be replaced by the organisation's own.</summary>
static class CostTableDefaults
{
    public static CostTable Table { get; } = new()
    {
        Measures = new Dictionary<string, MeasureCost>(StringComparer.Ordinal)
        {
            ["mitigation"] = new(20, 5_000),
            ["log_source"] = new(10, 5_000),
            ["rule"] = new(0.5m, 0),
            ["test"] = new(0.5m, 0),
            ["control"] = new(10, 2_000),
        },
        SetByOrganisation = new HashSet<string>(StringComparer.Ordinal),
    };
}
