namespace Merlon.Costs;

/// <summary>What a person-day costs.</summary>
/// <param name="Usual">For a role without a rate of its own, and for days without a role; in the organisation's currency, 0 or more.</param>
/// <param name="ByRole">Own rates by role, letter case ignored.</param>
public sealed record DayRates(decimal Usual, IReadOnlyDictionary<string, decimal> ByRole)
{
    /// <summary>The rate of a role; the usual one for an empty or unknown role.</summary>
    public decimal Of(string role) => ByRole.TryGetValue(role, out var rate) ? rate : Usual;

    /// <summary>One rate for everybody.</summary>
    public static DayRates Flat(decimal rate) => new(rate, new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Money of a line: its money and its days at their rate.</summary>
    public decimal Of(CostLine line) => line.Money + line.Days * Of(line.Role);
}
