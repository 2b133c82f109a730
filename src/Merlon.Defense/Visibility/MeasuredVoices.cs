using Merlon.Assessment;

namespace Merlon.Visibility;

/// <summary>
/// Who is heard of a log source in a scope: what the assessment's telemetry showed, else what an inventory showed once, else what
/// the organisation declares, else an inventory that is too old. Also a source that was measured and shows nothing of a technique
/// silences the claim that it does.
/// </summary>
sealed class MeasuredVoices
{
    /// <summary>Age in days from which an inventory no longer outranks what is declared: when a claim counts half.</summary>
    public const int FreshDaysMax = 730;

    const string Telemetry = "telemetry:";
    const string Inventory = "inventory:";
    const string Declared = "log-source:";

    readonly Dictionary<(string Key, string Scope), int> ranks = [];
    readonly DateOnly asOf;

    MeasuredVoices(DateOnly asOf) => this.asOf = asOf;

    /// <summary>Nothing was measured.</summary>
    public static MeasuredVoices None { get; } = new(DateOnly.MaxValue);

    /// <summary>What was measured until a day.</summary>
    public static MeasuredVoices Of(IEnumerable<Evidence> evidence, DateOnly asOf)
    {
        var voices = new MeasuredVoices(asOf);
        foreach (var statement in evidence)
        {
            if ((statement.Date is not { } date || date <= asOf) && voices.KeyOf(statement) is var (key, rank))
            {
                voices.ranks[(key, statement.Scope)] = Math.Max(rank, voices.ranks.GetValueOrDefault((key, statement.Scope), int.MinValue));
            }
        }

        return voices;
    }

    /// <summary>True when something better is known of the statement's log source in the scope.</summary>
    public bool Outrank(Evidence statement, string scope)
        => ranks.Count > 0 && KeyOf(statement) is var (key, rank)
            && Math.Max(ranks.GetValueOrDefault((key, scope), int.MinValue), ranks.GetValueOrDefault((key, ""), int.MinValue)) > rank;

    (string Key, int Rank)? KeyOf(Evidence statement) => statement.Axis != Axis.Visibility ? null : statement.Kind switch
    {
        EvidenceKind.Inventory when statement.Source.StartsWith(Telemetry, StringComparison.Ordinal) => (statement.Source[Telemetry.Length..], 2),
        EvidenceKind.Inventory when statement.Source.StartsWith(Inventory, StringComparison.Ordinal) => (statement.Source[Inventory.Length..], IsFresh(statement.Date) ? 1 : -1),
        EvidenceKind.LogSource when statement.Source.StartsWith(Declared, StringComparison.Ordinal) => (statement.Source[Declared.Length..], 0),
        _ => null,
    };

    bool IsFresh(DateOnly? date) => date is not { } day || asOf.DayNumber - day.DayNumber <= FreshDaysMax;
}
