using Merlon.Attack;

namespace Merlon.Pages;

/// <summary>What an object of each kind relates to; adversaries and their techniques. The rest is in the other part.</summary>
static partial class PageSections
{
    /// <summary>Every section of an object; those that a live object of a kind always has come also when they are empty.</summary>
    public static IEnumerable<PageSection> Of(PageWriting writing, AttackObject found)
    {
        var sections = found.IsLive ? OfLive(writing, found) : Stated(writing, found);
        return sections.Concat(Parts(writing, found)).Concat(Replacements(writing.Release, found));
    }

    static IEnumerable<PageSection> OfLive(PageWriting writing, AttackObject found) => found switch
    {
        Technique technique => OfTechnique(writing, technique),
        Group group => OfGroup(writing, group),
        Software software => OfSoftware(writing, software),
        Campaign campaign => OfCampaign(writing, campaign),
        Mitigation mitigation => [Statements(writing, "techniques", "Mitigates techniques", writing.Release.LiveFrom(mitigation, RelationshipTypes.Mitigates), static r => r.Target)],
        Tactic tactic => [Objects("techniques", "Techniques", writing.Release.TechniquesOf(tactic))],
        DetectionStrategy strategy => OfStrategy(writing, strategy),
        Analytic analytic => OfAnalytic(writing, analytic),
        DataComponent component => OfDataComponent(writing, component),
        Asset asset => [Statements(writing, "techniques", "Targeted by techniques", writing.Release.LiveTo(asset, RelationshipTypes.Targets), static r => r.Source)],
        _ => [],
    };

    static IEnumerable<PageSection> OfTechnique(PageWriting writing, Technique technique)
    {
        var release = writing.Release;
        yield return Objects("subtechniques", "Sub-techniques", release.SubTechniquesOf(technique));
        if (release.ParentOf(technique) is { } parent)
        {
            yield return Objects("siblings", $"Other sub-techniques of {parent}", release.SubTechniquesOf(parent).Where(sub => sub != technique));
        }

        var groups = release.GroupsOf(technique);
        yield return new("groups", "direct", "Groups that use it", [.. groups.Where(static use => use.IsDirect).Select(use => Used(writing, use.Group, use.Direct, use.Inherited))]);
        yield return new(
            "groups", "inherited", "Groups that used it in attributed campaigns",
            [.. groups.Where(static use => !use.IsDirect).Select(use => Used(writing, use.Group, use.Direct, use.Inherited))]);
        var procedures = release.ProceduresOf(technique);
        yield return Statements(writing, "campaigns", "Campaigns that use it", procedures.Where(static r => r.Source is Campaign), static r => r.Source);
        yield return Statements(writing, "software", "Software that uses it", procedures.Where(static r => r.Source is Software), static r => r.Source);
        yield return Statements(writing, "mitigations", "Mitigations", release.MitigationsOf(technique), static r => r.Source);
        foreach (var section in DetectionOf(writing, technique))
        {
            yield return section;
        }

        if (release.LiveFrom(technique, RelationshipTypes.Targets) is { Count: > 0 } targets)
        {
            yield return Statements(writing, "assets", "Assets that it targets", targets, static r => r.Target);
        }
    }

    static IEnumerable<PageSection> OfGroup(PageWriting writing, Group group)
    {
        var release = writing.Release;
        var techniques = release.TechniquesOf(group);
        yield return new("techniques", "direct", "Techniques", [.. techniques.Where(static use => use.IsDirect).Select(use => Used(writing, use.Technique, use.Direct, use.Inherited))]);
        yield return new(
            "techniques", "inherited", "Techniques inherited from attributed campaigns",
            [.. techniques.Where(static use => !use.IsDirect).Select(use => Used(writing, use.Technique, use.Direct, use.Inherited))]);
        var software = release.SoftwareOf(group);
        yield return new("software", Part: null, "Software", [.. software.Where(static use => use.IsDirect).Select(use => Used(writing, use.Software, use.Direct, use.Inherited))]);
        if (software.Any(static use => !use.IsDirect))
        {
            yield return new(
                "software_inherited", Part: null, "Software inherited from attributed campaigns",
                [.. software.Where(static use => !use.IsDirect).Select(use => Used(writing, use.Software, use.Direct, use.Inherited))]);
        }

        yield return Statements(writing, "campaigns", "Campaigns", release.LiveTo(group, RelationshipTypes.AttributedTo), static r => r.Source);
    }

    static IEnumerable<PageSection> OfSoftware(PageWriting writing, Software software)
    {
        var release = writing.Release;
        var uses = release.LiveFrom(software, RelationshipTypes.Uses);
        yield return Statements(writing, "techniques", "Uses techniques", uses.Where(static r => r.Target is Technique), static r => r.Target);
        if (uses.Any(static r => r.Target is Software))
        {
            yield return Statements(writing, "software", "Uses software", uses.Where(static r => r.Target is Software), static r => r.Target);
        }

        var groups = release.GroupsOf(software);
        yield return new("groups", Part: null, "Used by groups", [.. groups.Where(static use => use.IsDirect).Select(use => Used(writing, use.Group, use.Direct, use.Inherited))]);
        if (groups.Any(static use => !use.IsDirect))
        {
            yield return new(
                "groups_inherited", Part: null, "Groups that used it in attributed campaigns",
                [.. groups.Where(static use => !use.IsDirect).Select(use => Used(writing, use.Group, use.Direct, use.Inherited))]);
        }

        yield return Statements(
            writing, "campaigns", "Used by campaigns", release.LiveTo(software, RelationshipTypes.Uses).Where(static r => r.Source is Campaign), static r => r.Source);
    }

    static IEnumerable<PageSection> OfCampaign(PageWriting writing, Campaign campaign)
    {
        var release = writing.Release;
        yield return Statements(writing, "groups", "Attributed to groups", release.LiveFrom(campaign, RelationshipTypes.AttributedTo), static r => r.Target);
        var uses = release.LiveFrom(campaign, RelationshipTypes.Uses);
        yield return Statements(writing, "techniques", "Uses techniques", uses.Where(static r => r.Target is Technique), static r => r.Target);
        yield return Statements(writing, "software", "Uses software", uses.Where(static r => r.Target is Software), static r => r.Target);
    }

    static PageEntry Used(PageWriting writing, AttackObject used, Relationship? direct, IReadOnlyList<Relationship> inherited) => new(used)
    {
        Statement = direct,
        Text = direct is null ? writing.Text(inherited.FirstOrDefault(static r => r.Description.Length > 0)) : writing.Text(direct),
        Fact = FactOf(used),
        Via = [.. inherited.Select(static r => r.Source).Distinct().OrderBy(static c => c.Id, StringComparer.Ordinal)],
    };

    // A dead object: every statement of the release about it, by what the other end is.
    static IEnumerable<PageSection> Stated(PageWriting writing, AttackObject found)
    {
        var stated = writing.Release.From(found).Select(static r => (Statement: r, Other: r.Target, Verb: Capitalised(r.Type.Replace('-', ' '))))
            .Concat(writing.Release.To(found).Select(static r => (Statement: r, Other: r.Source, Verb: Backwards(r.Type))))
            .Where(static entry => !entry.Statement.Is(RelationshipTypes.RevokedBy));
        foreach (var section in stated.GroupBy(static entry => (Key: ObjectKind.FamilyOf(entry.Other), entry.Verb)))
        {
            yield return new(
                section.Key.Key.Replace('-', '_'), Part: null, $"{section.Key.Verb} {section.Key.Key}",
                Ordered(section.Select(entry => Entry(writing, entry.Other, entry.Statement))));
        }
    }

    static IEnumerable<PageSection> Replacements(AttackRelease release, AttackObject found)
    {
        var successors = release.From(found).Where(static r => r.Is(RelationshipTypes.RevokedBy)).Select(static r => r.Target).ToList();
        if (successors.Count > 0)
        {
            yield return Objects("revoked_by", "Revoked by", successors);
        }

        var predecessors = release.To(found).Where(static r => r.Is(RelationshipTypes.RevokedBy)).Select(static r => r.Source).ToList();
        if (predecessors.Count > 0)
        {
            yield return Objects("replaces", "Replaces", predecessors);
        }
    }

    static string Backwards(string type) => type switch
    {
        "uses" => "Used by",
        "mitigates" => "Mitigated by",
        "detects" => "Detected by",
        "targets" => "Targeted by",
        "attributed-to" => "Attributed",
        "subtechnique-of" => "Has sub-techniques:",
        _ => $"{Capitalised(type.Replace('-', ' '))} (from)",
    };

    static string Capitalised(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    static PageSection Statements(PageWriting writing, string key, string title, IEnumerable<Relationship> statements, Func<Relationship, AttackObject> other)
        => new(key, Part: null, title, Ordered(statements.Select(statement => Entry(writing, other(statement), statement))));

    static PageEntry Entry(PageWriting writing, AttackObject other, Relationship statement)
        => new(other) { Statement = statement, Text = writing.Text(statement), Fact = FactOf(other) };

    static PageSection Objects(string key, string title, IEnumerable<AttackObject> objects)
        => new(key, Part: null, title, Ordered(objects.Distinct().Select(static one => new PageEntry(one) { Fact = FactOf(one) })));

    // What tells entries of one kind apart: the page has room for a few words.
    static string FactOf(AttackObject one) => one switch
    {
        Campaign { FirstSeen: { } first, LastSeen: { } last } => FormattableString.Invariant($"{first.UtcDateTime:yyyy-MM} to {last.UtcDateTime:yyyy-MM}"),
        _ => one.IsLive ? "" : one.IsRevoked ? "revoked" : "deprecated",
    };

    static IReadOnlyList<PageEntry> Ordered(IEnumerable<PageEntry> entries) =>
        [.. entries.OrderBy(static entry => entry.Object?.Id, StringComparer.Ordinal).ThenBy(static entry => entry.Object?.StixId, StringComparer.Ordinal)];
}
