using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>What of the user's holds a reference to ATT&amp;CK.</summary>
public enum ImpactArea
{
    /// <summary>Statements in force in the journal.</summary>
    Evidence,

    /// <summary>An organisation file.</summary>
    Organisation,

    /// <summary>A Sigma rule's tags.</summary>
    Rule,

    /// <summary>A Navigator layer's cells.</summary>
    Layer,

    /// <summary>The threat profile of an earlier assessment.</summary>
    Profile,

    /// <summary>The gaps and the plan of an earlier assessment.</summary>
    Plan,

    /// <summary>A mapping of controls or capabilities to techniques.</summary>
    Mapping,

    /// <summary>A collection of the organisation's own objects.</summary>
    Extension,
}

/// <summary>What kind of thing a reference names.</summary>
public enum ReferenceKind
{
    /// <summary>A technique's id.</summary>
    Technique,

    /// <summary>A tactic's shortname or id.</summary>
    Tactic,

    /// <summary>The id of a group, software, campaign, mitigation or another object.</summary>
    OtherObject,

    /// <summary>A STIX id.</summary>
    StixObject,

    /// <summary>A platform's name.</summary>
    Platform,

    /// <summary>A log source's name as ATT&amp;CK writes it.</summary>
    LogSource,
}

/// <summary>A place of the user's that refers to ATT&amp;CK.</summary>
/// <param name="Area">What of the user's it is.</param>
/// <param name="Document">The file as the user named it; for evidence the place where its source stood.</param>
/// <param name="Location">Line and column, or the path in a JSON file.</param>
/// <param name="Kind">What it names.</param>
/// <param name="Reference">As written.</param>
/// <param name="Subject">What the reference belongs to, for people: a rule's title, a control, how many statements.</param>
public sealed record UsedReference(ImpactArea Area, string Document, SourceLocation Location, ReferenceKind Kind, string Reference, string Subject)
{
    /// <summary>Technique ids that stand beside a tactic, in a rule or a layer's cell: of several successors those count that they have.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Domain that the reference speaks of, or null.</summary>
    public string? Domain { get; init; }

    /// <summary>For evidence: the ids of the statements; else empty.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>A file that was looked at.</summary>
/// <param name="Document">As the user named it.</param>
/// <param name="What">What it is (<c>Sigma rule</c>, <c>layer</c> …), or why nothing was read from it.</param>
/// <param name="IsRecognised">False for one that holds nothing that Merlon knows how to read.</param>
/// <param name="References">How many references it holds.</param>
public sealed record ImpactFile(string Document, string What, bool IsRecognised, int References);
