using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>What a file says of one framework's controls: which techniques they touch, or which controls of other frameworks they stand for.</summary>
public sealed record ControlMapping
{
    /// <summary>Such as <c>nist-800-53-r5</c>, <c>m365</c>, <c>csa-ccm-4.1</c>: from the file's metadata and the table of known names.</summary>
    public required string FrameworkId { get; init; }

    /// <summary>As people call the framework; foreign text unless the table of known names has it.</summary>
    public required string FrameworkName { get; init; }

    /// <summary>Further words under which the framework is found.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where it comes from: version, ATT&amp;CK version, licence, document.</summary>
    public required MappingSource Source { get; init; }

    /// <summary>Domain of ATT&amp;CK, as the release names it (<c>enterprise-attack</c>); empty where the file does not say.</summary>
    public string Domain { get; init; } = "";

    /// <summary>What it is good for.</summary>
    public required MappingKind Kind { get; init; }

    /// <summary>Names of groups of controls by their ids; foreign text.</summary>
    public IReadOnlyDictionary<string, string> Groups { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Controls that the file names, in the order that people number them; those that it maps to nothing too.</summary>
    public required IReadOnlyList<MappedControl> Controls { get; init; }

    /// <summary>Pairs of control and technique, in file order.</summary>
    public required IReadOnlyList<MappingEdge> Edges { get; init; }

    /// <summary>Pairs of control and another framework's control, in file order.</summary>
    public IReadOnlyList<MappingLink> Links { get; init; } = [];

    /// <summary>What became of the rows.</summary>
    public required MappingCounts Counts { get; init; }
}

/// <summary>What a mapping is good for.</summary>
public enum MappingKind
{
    /// <summary>Controls that protect, detect or respond, or a crosswalk to such: they count for what an organisation has in place.</summary>
    Controls,

    /// <summary>Vulnerabilities and what attackers do with them (KEV): nothing that anybody can have in place.</summary>
    Weaknesses,

    /// <summary>Related in another way (incident vocabulary such as VERIS): shown, and counts for nothing.</summary>
    Related,
}

/// <summary>What an edge says that the control does about the technique.</summary>
public enum EdgeCategory
{
    /// <summary>It hinders the technique: a claim of prevention.</summary>
    Protect,

    /// <summary>It would notice the technique: a claim of detection.</summary>
    Detect,

    /// <summary>It helps afterwards: no claim on any axis.</summary>
    Respond,

    /// <summary>The capability is a weakness that the technique uses, or that lets it happen.</summary>
    Weakness,

    /// <summary>Related in another way.</summary>
    Related,
}

/// <summary>Where an edge comes from.</summary>
/// <param name="Version">The framework's version as the file has it; may be empty.</param>
/// <param name="AttackVersion">ATT&amp;CK version that the pairs were made for; may be empty.</param>
/// <param name="Licence">Who publishes it under which licence, as far as is known; may be empty.</param>
/// <param name="Document">The file, or <c>built in</c>.</param>
public sealed record MappingSource(string Version, string AttackVersion, string Licence, string Document)
{
    /// <summary>SHA-256 of the file in lower-case hexadecimal; empty for what is built in.</summary>
    public string Hash { get; init; } = "";

    /// <summary>When the file says that it was last updated; as written.</summary>
    public string Updated { get; init; } = "";

    /// <summary>True for what Merlon's authors made themselves; shown wherever it is used.</summary>
    public bool IsProductMade { get; init; }
}

/// <summary>A control that a file names.</summary>
/// <param name="Id">In the file's own spelling.</param>
/// <param name="Title">Foreign text; may be empty.</param>
/// <param name="Group">Id of its group; may be empty.</param>
public sealed record MappedControl(string Id, string Title, string Group);

/// <summary>A pair of control and technique.</summary>
/// <param name="Control">In the spelling of <see cref="ControlMapping.Controls"/>.</param>
/// <param name="Technique">As written: for another ATT&amp;CK version, resolve through <see cref="Lineage"/>.</param>
/// <param name="Category">What the control does about it.</param>
/// <param name="Grade">How well, or null where the file does not grade.</param>
/// <param name="MappingType">The file's own word, such as <c>mitigates</c>; may be empty.</param>
/// <param name="Row">Which of the file's rows says so, from 0; line from 1 in a CSV file.</param>
public sealed record MappingEdge(string Control, TechniqueId Technique, EdgeCategory Category, Degree? Grade, string MappingType, int Row)
{
    /// <summary>What the file says about the pair; foreign text, kept in memory only.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Addresses that the file cites for the pair; foreign text.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}

/// <summary>How two controls relate (NIST IR 8477, set theory relationship mapping).</summary>
public enum LinkRelation
{
    /// <summary>The file does not say.</summary>
    Unspecified,

    /// <summary>Both ask for the same.</summary>
    Equal,

    /// <summary>The source asks for a part of what the target asks for.</summary>
    SubsetOf,

    /// <summary>The source asks for all that the target asks for, and more.</summary>
    SupersetOf,

    /// <summary>They overlap.</summary>
    IntersectsWith,
}

/// <summary>A pair of controls of two frameworks.</summary>
/// <param name="Control">In the spelling of <see cref="ControlMapping.Controls"/>.</param>
/// <param name="TargetFramework">Word for the other framework, as written or derived.</param>
/// <param name="TargetControl">As written.</param>
/// <param name="Relation">How they relate.</param>
/// <param name="Grade">How far the source carries the target, or null where the file does not say.</param>
/// <param name="Row">Which of the file's rows says so, from 0; line from 1 in a CSV file.</param>
public sealed record MappingLink(string Control, string TargetFramework, string TargetControl, LinkRelation Relation, Degree? Grade, int Row);

/// <summary>What became of the rows of a file: <c>Read = Mapped + NonMappable + Refused</c>.</summary>
/// <param name="Read">Rows that are there.</param>
/// <param name="Mapped">Rows that became a pair; equal ones count each.</param>
/// <param name="NonMappable">Rows that say that something cannot be mapped.</param>
/// <param name="Refused">Rows that could not be used.</param>
/// <param name="Reasons">Refused rows by reason, each with its number, ordinally sorted.</param>
public sealed record MappingCounts(int Read, int Mapped, int NonMappable, int Refused, IReadOnlyList<KeyValuePair<string, int>> Reasons);
