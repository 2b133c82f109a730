using System.Runtime.CompilerServices;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// How hard a rule is to evade: the level of the observables that it rests on and the column of the records that it reads, after Summiting
/// the Pyramid (Center for Threat-Informed Defense). docs/design/robustness.md.
/// </summary>
public sealed record RuleRobustness
{
    /// <summary>What was scored.</summary>
    public required SigmaRule Rule { get; init; }

    /// <summary>1 ephemeral … 5 core to the technique; null where the rule cannot be evaluated, and then <see cref="Why"/> says why.</summary>
    public required int? Level { get; init; }

    /// <summary>1..5: what it would be without its exclusions; null as <see cref="Level"/>.</summary>
    public required int? LevelWithoutExclusions { get; init; }

    /// <summary>Where the records are made.</summary>
    public required EventColumn Column { get; init; }

    /// <summary>Why they are made there.</summary>
    public required string ColumnWhy { get; init; }

    /// <summary>Why the level is what it is, in one sentence without a full stop.</summary>
    public required string Why { get; init; }

    /// <summary>What the rule rests on, in the order written: values of one field with the same level and reason together.</summary>
    public required IReadOnlyList<RobustnessPart> Parts { get; init; }

    /// <summary>Level and column as the method writes them: <c>1U</c>, <c>4</c> without a column, <c>-</c> for a rule that cannot be evaluated.</summary>
    public string Score => Level is { } level ? FormattableString.Invariant($"{level}{Letter(Column)}") : "-";

    /// <summary>0..1: what of a rule's strength its robustness leaves: docs/design/robustness.md, "What it does to a claim".</summary>
    public double Factor => LevelFactor * ColumnFactor;

    /// <summary>0..1: what the level leaves.</summary>
    internal double LevelFactor => OfLevel(Level);

    /// <summary>0..1: what the column leaves.</summary>
    internal double ColumnFactor => OfColumn(Column);

    // An assessment asks for the same rule several times, deployed and supposed; a rule never changes.
    static readonly ConditionalWeakTable<SigmaRule, RuleRobustness> Scored = [];

    /// <summary>Scores a rule; the score is kept as long as the rule is.</summary>
    public static RuleRobustness Of(SigmaRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Scored.GetValue(rule, static one => RobustnessScoring.Score(one, RobustnessFacts.BuiltIn));
    }

    /// <summary>A level in words, as the method names it.</summary>
    public static string NameOf(int level) => level switch
    {
        1 => "ephemeral values",
        2 => "core to a tool that the attacker brings, or outside the boundary",
        3 => "core to a tool that is there before, or inside the boundary",
        4 => "core to some implementations of the technique",
        5 => "core to the technique",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "levels are 1 to 5"),
    };

    /// <summary>A column in words.</summary>
    public static string NameOf(EventColumn column) => column switch
    {
        EventColumn.None => "no column",
        EventColumn.Application => "application",
        EventColumn.UserMode => "user mode",
        EventColumn.KernelMode => "kernel mode",
        EventColumn.Payload => "payload",
        EventColumn.Header => "header",
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "not a column"),
    };

    static string Letter(EventColumn column) => column switch
    {
        EventColumn.None => "",
        EventColumn.Application => "A",
        EventColumn.UserMode => "U",
        EventColumn.KernelMode => "K",
        EventColumn.Payload => "P",
        _ => "H",
    };

    // A rule that cannot be evaluated has shown nothing: it counts as the weakest.
    static double OfLevel(int? level) => level switch
    {
        2 => 0.6,
        3 => 0.8,
        4 => 0.9,
        5 => 1,
        _ => 0.4,
    };

    static double OfColumn(EventColumn column) => column switch
    {
        EventColumn.Application => 0.9,
        EventColumn.UserMode or EventColumn.Payload => 0.95,
        _ => 1,
    };
}

/// <summary>Columns of Summiting the Pyramid: where the records are made that a rule reads.</summary>
public enum EventColumn
{
    /// <summary>Where the attacker does not run, such as the audit log of a cloud service: the method has no column for it.</summary>
    None,

    /// <summary>Hosts: an application about itself (A).</summary>
    Application,

    /// <summary>Hosts: the system in user mode (U).</summary>
    UserMode,

    /// <summary>Hosts: the kernel (K).</summary>
    KernelMode,

    /// <summary>Network: the payload, which may be encrypted (P).</summary>
    Payload,

    /// <summary>Network: headers (H).</summary>
    Header,
}

/// <summary>An observable that a rule rests on.</summary>
/// <param name="Selection">Name of the selection.</param>
/// <param name="Field">Name of the field; empty for keywords.</param>
/// <param name="Kind">Kind of observable, such as <c>command</c>.</param>
/// <param name="Level">1..5, or 0 where it does not count.</param>
/// <param name="IsExclusion">True when it stands in an exclusion: the level then says how hard it is to make it true.</param>
/// <param name="Why">Why it has that level, without a full stop.</param>
/// <param name="Values">How many values it stands for.</param>
/// <param name="Examples">Up to three of them, <c>*</c> for any text.</param>
/// <param name="Location">Where the first of them stands.</param>
/// <param name="Decides">True when the rule's level is this one's.</param>
public sealed record RobustnessPart(
    string Selection, string Field, string Kind, int Level, bool IsExclusion, string Why, int Values, IReadOnlyList<string> Examples,
    SourceLocation Location, bool Decides);
