using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Web.App.Assessment.Plans;

/// <summary>What a query string asks of a plan: the same words as <c>merlon plan</c> has. Pure.</summary>
/// <param name="Aim">What may be spent, must be contained and must not.</param>
/// <param name="Depth">How much is asked.</param>
/// <param name="Key">Another text for every other wish.</param>
/// <param name="IsExact">True when a proof is asked for, though it takes longer.</param>
sealed record PlanWish(PlanAim Aim, PlanDepth Depth, string Key, bool IsExact)
{
    /// <summary>Most measures that are named in one list of a wish.</summary>
    public const int NamesMax = 200;

    /// <summary>Key of a frontier without further musts and exclusions.</summary>
    public const string Unbound = "must=&exclude=";

    /// <summary>Reads the words over the organisation's own aim.</summary>
    /// <exception cref="InvalidDataException">A word means nothing.</exception>
    public static PlanWish Of(IQueryCollection query, Organisation organisation)
    {
        var aim = organisation.Planning;
        var roles = new Dictionary<string, decimal>(aim.Days, StringComparer.OrdinalIgnoreCase);
        foreach (var (role, most) in Names(query, "days").Select(Days))
        {
            roles[role] = most;
        }

        var quarters = Number(query, "quarters") is { } given ? given is > 0 and <= PlanAim.QuartersMax ? (int)given : throw new InvalidDataException($"quarters takes a number from 1 to {PlanAim.QuartersMax}") : (int?)null;
        var explain = Names(query, "explain");
        var wished = aim with
        {
            Money = Number(query, "budget") ?? aim.Money ?? organisation.Budget,
            Yearly = Number(query, "yearly") ?? aim.Yearly,
            Days = roles,
            Quarters = quarters ?? aim.Quarters,
            IsQuartersGiven = quarters is not null || aim.IsQuartersGiven,
            Must = [.. aim.Must, .. Names(query, "must")],
            Exclude = [.. aim.Exclude, .. Names(query, "exclude")],
            Owned = [.. aim.Owned, .. Names(query, "owned")],
            Frameworks = [.. aim.Frameworks, .. Names(query, "controls")],
        };
        var (isExact, isGreedy) = (Is(query, "exact"), Is(query, "greedy"));
        if (isExact && isGreedy)
        {
            throw new InvalidDataException("exact and greedy contradict each other");
        }

        var depth = (isExact ? PlanDepth.Thorough : PlanDepth.Usual) with { IsGreedy = isGreedy, HasCurve = Is(query, "curve"), HasReasons = query["reasons"].ToString() is not "false", Explain = explain };
        return new PlanWish(wished, depth, KeyOf(query), isExact);
    }

    /// <summary>What bounds a frontier beside the budget.</summary>
    public static (PlanAim Aim, string Key) Bounds(IQueryCollection query, Organisation organisation)
    {
        var aim = organisation.Planning;
        var (must, exclude) = (Names(query, "must"), Names(query, "exclude"));
        return (
            aim with { Money = aim.Money ?? organisation.Budget, Must = [.. aim.Must, .. must], Exclude = [.. aim.Exclude, .. exclude] },
            $"must={string.Join(',', must.Order(StringComparer.Ordinal))}&exclude={string.Join(',', exclude.Order(StringComparer.Ordinal))}");
    }

    static string KeyOf(IQueryCollection query) => string.Join('&', query.Where(static pair => !string.Equals(pair.Key, "format", StringComparison.OrdinalIgnoreCase)).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={string.Join(',', pair.Value.ToArray())}"));

    static bool Is(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" or "false" => false,
        "true" or "1" => true,
        var other => throw new InvalidDataException($"{name} takes true or false, not '{other}'"),
    };

    static decimal? Number(IQueryCollection query, string name) => query[name].ToString() is not { Length: > 0 } word ? null
        : decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw new InvalidDataException($"{name} takes a number such as 120000, not '{word}'");

    /// <summary>Names of a parameter: given several times, or parted by commas.</summary>
    static List<string> Names(IQueryCollection query, string name)
    {
        var names = query[name].SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return names.Count <= NamesMax ? names : throw new InvalidDataException($"{name} takes {NamesMax} names at most");
    }

    static (string Role, decimal Days) Days(string written)
    {
        var at = written.LastIndexOf('=');
        return at >= 0 && decimal.TryParse(written[(at + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var most)
            ? (written[..at].Trim(), most)
            : throw new InvalidDataException($"days takes a role and a number of days such as engineer=60, not '{written}'");
    }
}
