using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Facts;

namespace Merlon.Assessment;

/// <summary>Which controls of which framework touch which techniques; facts only (ids), each edge with its source.</summary>
public sealed class ControlMappings
{
    readonly Dictionary<string, MappedFramework> byId;
    readonly Dictionary<string, ControlFramework> byWord = new(StringComparer.Ordinal);

    ControlMappings(IEnumerable<MappedFramework> frameworks)
    {
        byId = frameworks.ToDictionary(static framework => framework.Framework.Id, StringComparer.Ordinal);
        Frameworks = [.. byId.Values.Select(static framework => framework.Framework).OrderBy(static f => f.Id, StringComparer.Ordinal)];
        foreach (var framework in byId.Values)
        {
            foreach (var word in framework.Words.Append(framework.Framework.Name))
            {
                byWord.TryAdd(Vocabulary.KeyOf(word), framework.Framework);
            }
        }

        foreach (var framework in Frameworks)
        {
            byWord[Vocabulary.KeyOf(framework.Id)] = framework; // an id is nobody else's name
        }
    }

    /// <summary>Frameworks by id, ordinally sorted; built in are <c>cis-v8</c>, <c>hipaa</c>, <c>nist-800-53-r5</c>.</summary>
    public IReadOnlyList<ControlFramework> Frameworks { get; }

    /// <summary>Opens the embedded facts (a few milliseconds; not cached: keep the result).</summary>
    public static ControlMappings OpenBuiltIn() => Of(
        FactsTable.ReadBuiltIn(NistFile), FactsTable.ReadBuiltIn(CisFile), FactsTable.ReadBuiltIn(HipaaFile));

    /// <summary>
    /// Opens tables that <see cref="ControlFacts"/> made. Damaged ones throw <see cref="InvalidDataException"/>: facts are
    /// made by Merlon, not by users.
    /// </summary>
    public static ControlMappings Of(string nist, string cis, string hipaa) => new(
    [
        MappedFramework.OfTable(FactsTable.Parse(NistFile, nist, columns: 2)),
        MappedFramework.OfTable(FactsTable.Parse(CisFile, cis, columns: 2)),
        MappedFramework.OfTable(FactsTable.Parse(HipaaFile, hipaa, columns: 2)),
    ]);

    /// <summary>
    /// These frameworks and those of further mappings. What a mapping says of a framework's controls for a domain replaces what is
    /// built in; of several about the same framework and domain the one for the newest ATT&amp;CK version speaks, then the last one.
    /// Files that only name controls or relate frameworks add to what is there.
    /// </summary>
    public ControlMappings With(IReadOnlyList<ControlMapping> mappings)
        => mappings.Count == 0 ? this : new(ControlMerge.Of([.. byId.Values], mappings));

    internal const string NistFile = "controls-nist-800-53-r5.tsv";
    internal const string CisFile = "controls-cis-v8.tsv";
    internal const string HipaaFile = "controls-hipaa.tsv";

    /// <summary>Finds a framework by id or alias (<c>NIST 800-53</c>); case, blanks and signs ignored.</summary>
    public bool TryFindFramework(string word, [NotNullWhen(true)] out ControlFramework? framework)
        => byWord.TryGetValue(Vocabulary.KeyOf(word), out framework);

    /// <summary>
    /// Techniques that a control touches, by id, each once and for each category; ids as the mapping wrote them (for another ATT&amp;CK
    /// version: resolve through <see cref="Lineage"/>). A control that is mapped to techniques itself speaks for itself; another one
    /// through the controls of other frameworks that it is related to, along the shortest chains. Empty for a control that the framework
    /// has but no mapping does, and for one that nobody knows.
    /// </summary>
    public IReadOnlyList<ControlEdge> TechniquesOf(string frameworkId, string controlId)
        => byId.TryGetValue(frameworkId, out var framework) && framework.Canonical(controlId) is { } control
            ? ControlChains.Of(framework, framework.Bearer(control), Find)
            : [];

    /// <summary>Controls of other frameworks that a control is related to, as its mapping says; empty for one that nobody knows.</summary>
    public IReadOnlyList<ControlStep> RelatedTo(string frameworkId, string controlId)
        => byId.TryGetValue(frameworkId, out var framework) && framework.Canonical(controlId) is { } control
            ? [.. framework.LinksOf(framework.Bearer(control)).Select(Known).OfType<ControlStep>()]
            : [];

    /// <summary>
    /// The control's id in the framework's own spelling (<c>AC-02</c> and <c>ac-2</c> → <c>AC-2</c>), or null when unknown.
    /// An enhancement or a paragraph that the mapping does not name counts as what it belongs to: <c>AC-2(1)</c> → <c>AC-2</c>,
    /// <c>164.308(a)(1)(ii)(A)</c> → <c>164.308(a)(1)</c>.
    /// </summary>
    public string? Canonical(string frameworkId, string controlId)
        => byId.TryGetValue(frameworkId, out var framework) ? framework.Canonical(controlId) : null;

    MappedFramework? Find(string word)
        => byId.TryGetValue(word, out var framework) || TryFindFramework(word, out var known) && byId.TryGetValue(known.Id, out framework) ? framework : null;

    ControlStep? Known(ControlStep step)
        => Find(step.FrameworkId) is { } framework && framework.Canonical(step.ControlId) is { } control
            ? step with { FrameworkId = framework.Framework.Id, ControlId = control }
            : null;
}

/// <summary>A framework of controls.</summary>
/// <param name="Id">Such as <c>nist-800-53-r5</c>.</param>
/// <param name="Name">Such as <c>NIST SP 800-53 Rev. 5</c>.</param>
/// <param name="AttackVersion">ATT&amp;CK version that its mapping was made for.</param>
/// <param name="Source">Who published the mapping, under which licence.</param>
/// <param name="Controls">Control ids, in the framework's order.</param>
public sealed record ControlFramework(string Id, string Name, string AttackVersion, string Source, IReadOnlyList<string> Controls)
{
    /// <summary>What its mapping is good for; only one of controls counts for what an organisation has in place.</summary>
    public MappingKind Kind { get; init; }

    /// <summary>Every mapping that it was made of.</summary>
    public IReadOnlyList<MappingSource> Sources { get; init; } = [];

    /// <summary>Titles of controls where a file has them; foreign text.</summary>
    public IReadOnlyDictionary<string, string> Titles { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <summary>That a control touches a technique.</summary>
/// <param name="TechniqueId">As the mapping wrote it.</param>
/// <param name="Hops">1 for a published pair; 2 for a chain such as HIPAA → NIST → technique (derived, weighs less), and so on.</param>
/// <param name="Via">The last controls in between for a chain (<c>AC-2, AC-3</c>), else empty.</param>
public sealed record ControlEdge(string TechniqueId, int Hops, string Via)
{
    /// <summary>What the control does about the technique.</summary>
    public EdgeCategory Category { get; init; }

    /// <summary>How well, or null where the mapping does not grade.</summary>
    public Degree? Grade { get; init; }

    /// <summary>0..1: what the grades of the links in between leave of it.</summary>
    public double LinkShare { get; init; } = 1;

    /// <summary>Where the pair comes from; of a chain its last step.</summary>
    public MappingSource Source { get; init; } = ControlMerge.NoSource;

    /// <summary>The way of a chain, one control of each framework in between; empty for a published pair.</summary>
    public IReadOnlyList<ControlStep> Path { get; init; } = [];

    /// <summary>True for a chain.</summary>
    public bool IsDerived => Hops > 1;
}

/// <summary>A step of a chain: a control of another framework.</summary>
/// <param name="FrameworkId">Framework that the step leads to.</param>
/// <param name="ControlId">Its control.</param>
/// <param name="Relation">How the control before is related to it.</param>
public sealed record ControlStep(string FrameworkId, string ControlId, LinkRelation Relation)
{
    /// <summary>How far the control before carries it, or null where the crosswalk does not say.</summary>
    public Degree? Grade { get; init; }

    /// <summary>Where the step comes from.</summary>
    public MappingSource Source { get; init; } = ControlMerge.NoSource;

    /// <summary><c>nist-800-53-r5:AC-2</c>.</summary>
    public override string ToString() => $"{FrameworkId}:{ControlId}";
}
