using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>The words for what a change of release did.</summary>
static class ImpactWords
{
    /// <summary>As JSON names an effect, in the order of the flags.</summary>
    public static IEnumerable<string> NamesOf(ReferenceEffects effects)
        => Enum.GetValues<ReferenceEffects>().Where(e => e != ReferenceEffects.None && (effects & e) != ReferenceEffects.None).Select(NameOf);

    /// <summary>As people read an effect.</summary>
    public static string TextOf(ReferenceChange change)
    {
        var words = Enum.GetValues<ReferenceEffects>().Where(e => e != ReferenceEffects.None && (change.Effects & e) != ReferenceEffects.None).Select(WordOf);
        return string.Join(", ", words);
    }

    /// <summary>Items of one reference that met the same fate, the most used first.</summary>
    public static IEnumerable<IGrouping<string, ImpactItem>> GroupsOf(IReadOnlyList<ImpactItem> items)
        => items.GroupBy(static i => $"{i.Used.Kind} {i.Change.Reference.ToUpperInvariant()} {string.Join(' ', i.Change.Proposed)} {i.Change.Effects}", StringComparer.Ordinal)
            .OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal);

    /// <summary>A reference with the name that it had.</summary>
    public static string NameOf(ReferenceChange change)
        => change.Old is { } old && old.Name.Length > 0 && !string.Equals(old.Name, change.Reference, StringComparison.Ordinal) ? $"{change.Reference} {old.Name}" : change.Reference;

    public static string NameOf(ImpactArea area) => area switch
    {
        ImpactArea.Evidence => "evidence",
        ImpactArea.Organisation => "organisation",
        ImpactArea.Rule => "rule",
        ImpactArea.Layer => "layer",
        ImpactArea.Profile => "profile",
        ImpactArea.Plan => "plan",
        ImpactArea.Mapping => "mapping",
        _ => "extension",
    };

    public static string PluralOf(ImpactArea area) => area switch
    {
        ImpactArea.Evidence => "evidence in the journal",
        ImpactArea.Organisation => "organisation files",
        ImpactArea.Rule => "rules' tags",
        ImpactArea.Layer => "layers' cells",
        ImpactArea.Profile => "threat profile",
        ImpactArea.Plan => "gaps and plan",
        ImpactArea.Mapping => "mappings",
        _ => "own collections",
    };

    public static string NameOf(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Technique => "technique",
        ReferenceKind.Tactic => "tactic",
        ReferenceKind.OtherObject => "object",
        ReferenceKind.StixObject => "stix",
        ReferenceKind.Platform => "platform",
        _ => "log-source",
    };

    /// <summary>What to write instead: <c>T1685</c>, or why there is nothing.</summary>
    public static string InsteadOf(ReferenceChange change)
        => change.Proposed.Count > 0 ? string.Join(" or ", change.Proposed)
            : (change.Effects & ReferenceEffects.OutOfDomain) != ReferenceEffects.None ? "not read: the release lacks its domain"
            : "nothing";

    /// <summary>Where a reference stands: document, place in it.</summary>
    public static string PlaceOf(UsedReference used)
    {
        var place = used.Location.Line > 0 ? (used.Location with { Path = null }).ToString() : used.Location.ToString();
        return place.Length == 0 ? used.Document : $"{used.Document}:{place}";
    }

    static string NameOf(ReferenceEffects effect) => WordOf(effect).Replace(' ', '-');

    static string WordOf(ReferenceEffects effect) => effect switch
    {
        ReferenceEffects.Revoked => "revoked",
        ReferenceEffects.Renumbered => "renumbered",
        ReferenceEffects.Deprecated => "deprecated",
        ReferenceEffects.Deleted => "deleted",
        ReferenceEffects.OutOfDomain => "out of domain",
        ReferenceEffects.Split => "split",
        ReferenceEffects.Merged => "merged",
        ReferenceEffects.Revived => "live now",
        ReferenceEffects.Renamed => "renamed",
        ReferenceEffects.TacticRenamed => "tactic renamed",
        ReferenceEffects.TacticMoved => "tactic moved",
        ReferenceEffects.MajorVersion => "major version",
        ReferenceEffects.SubTechniquesAdded => "new sub-techniques",
        ReferenceEffects.SubTechniquesGone => "sub-techniques gone",
        ReferenceEffects.DetectionChanged => "detection changed",
        ReferenceEffects.MitigationsChanged => "mitigations changed",
        ReferenceEffects.PlatformsChanged => "platforms changed",
        _ => "reach changed",
    };
}
