using System.Globalization;
using System.Reflection;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Maturity;
using Merlon.Visibility;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Words that every answer uses for the same thing, on a terminal, as JSON and on a page.</summary>
static class AnswerWords
{
    /// <summary>A whole number with its thousands separated.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Merlon's version, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(AnswerWords).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>As JSON names it: <c>error</c>, <c>warning</c>, <c>note</c>.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>The name of a format as people write it.</summary>
    public static string Of(LogFormat format) => format switch
    {
        LogFormat.EventXml => "event-xml",
        LogFormat.AccessLog => "access-log",
        _ => format.ToString().ToLowerInvariant(),
    };

    /// <summary>How it is written.</summary>
    public static string Of(CostCategory category) => category switch
    {
        CostCategory.Training => "training",
        CostCategory.Tools => "tools",
        _ => "people",
    };

    /// <summary>A verdict as people write it.</summary>
    public static string Of(ReferenceVerdict verdict) => verdict switch
    {
        ReferenceVerdict.Met => "met",
        ReferenceVerdict.MetByGroup => "met with its group",
        ReferenceVerdict.MetByComponent => "met by component",
        ReferenceVerdict.CannotTell => "cannot be told",
        ReferenceVerdict.NotMet => "not met",
        _ => "not seen",
    };

    /// <summary>How it is written.</summary>
    public static string Headline(SignOffVerdict verdict, bool isLookedAt)
        => verdict.Tampering.Count > 0 ? "the record was tampered with"
            : verdict.Signature == SignatureState.Invalid ? "the signature is invalid"
            : verdict.Signature == SignatureState.Missing ? "there is no signature"
            : verdict.Inputs.Count > 0 ? "inputs changed since"
            : verdict.IsOutputSame == false ? verdict.OtherMerlon is null ? "the same inputs give another output" : "another version of Merlon gives another output"
            : isLookedAt ? "intact" : "the record is intact";

    /// <summary>How it is written.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How it is written.</summary>
    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A kind of finding as JSON and people call it.</summary>
    public static string Of(MaturityFindingKind kind) => kind switch
    {
        MaturityFindingKind.Overclaimed => "overclaimed",
        MaturityFindingKind.Underclaimed => "underclaimed",
        MaturityFindingKind.Unproven => "unproven",
        MaturityFindingKind.Stale => "stale",
        _ => "unknown",
    };
}
