using System.Globalization;
using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.Pages;

/// <summary>The facts of an object that stand at the head of its page.</summary>
static class PageFields
{
    public static IReadOnlyList<PageField> Of(PageWriting writing, AttackObject found)
    {
        List<PageField> fields = [Aliases(writing, found)];
        switch (found)
        {
            case Technique technique:
                fields.AddRange(OfTechnique(writing.Release, technique));
                break;
            case Campaign campaign:
                fields.Add(Seen(writing, campaign, "First seen", campaign.FirstSeen, campaign.FirstSeenCitation));
                fields.Add(Seen(writing, campaign, "Last seen", campaign.LastSeen, campaign.LastSeenCitation));
                break;
            case Tactic tactic:
                fields.Add(Words("Shortname", tactic.Shortname));
                break;
            case Mitigation mitigation:
                fields.Add(Words("Standards", string.Join("; ", mitigation.Labels)));
                break;
            case Asset asset:
                fields.Add(Words("Sectors", asset.Sectors));
                break;
            case DataSource source:
                fields.Add(Words("Collected at", source.CollectionLayers));
                break;
            default:
                break;
        }

        fields.AddRange(
        [
            Words("Platforms", found.Platforms),
            Words("Version", found.Version),
            Words("Created", Day(found.Created)),
            Words("Modified", Day(found.Modified)),
            Words("Contributors", string.Join("; ", found.Contributors)),
            Page(found.Url),
        ]);
        return [.. fields.Where(static field => field.Inlines.Count > 0)];
    }

    static IEnumerable<PageField> OfTechnique(AttackRelease release, Technique technique)
    {
        yield return Objects("Tactics", technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Distinct());
        if (technique.Published.IsEmpty)
        {
            yield break; // each look-up would read nothing
        }

        yield return Words("Tactic type", technique.TacticTypes);
        yield return Words("Impact", technique.ImpactTypes);
        yield return Words("Runs remotely", technique.SupportsRemote ? "yes" : "");
        yield return Words("Permissions", technique.PermissionsRequired);
        yield return Words("Leads to", technique.EffectivePermissions);
        yield return Words("System", string.Join("; ", technique.SystemRequirements));
        yield return Words("Network", technique.RequiresNetwork ? "needed" : "");
        yield return Words("Gets around", technique.DefensesBypassed);
        yield return Words("Data sources", technique.DataSources);
        yield return Words("CAPEC", technique.CapecIds);
    }

    // Each name is followed by the references that say it.
    static PageField Aliases(PageWriting writing, AttackObject found)
    {
        var citations = found.AliasCitations;
        var sources = citations.Count == 0 ? [] : found.Citations;
        List<ProseInline> inlines = [];
        foreach (var alias in found.Aliases)
        {
            inlines.Add(new ProseInline.Words(inlines.Count == 0 ? alias : $", {alias}"));
            if (citations.FirstOrDefault(citation => string.Equals(citation.Alias, alias, StringComparison.Ordinal)).Text is { Length: > 0 } text)
            {
                inlines.AddRange(writing.Line(text, sources).Where(static inline => inline is ProseInline.Reference));
            }
        }

        return new PageField("Also called", inlines);
    }

    static PageField Seen(PageWriting writing, Campaign campaign, string label, DateTimeOffset? moment, string citation)
    {
        if (moment is not { } known)
        {
            return new PageField(label, []);
        }

        List<ProseInline> inlines = [new ProseInline.Words(Day(known))];
        if (citation.Length > 0)
        {
            inlines.AddRange(writing.Line(citation, campaign.Citations));
        }

        return new PageField(label, inlines);
    }

    static PageField Objects(string label, IEnumerable<AttackObject> objects)
    {
        List<ProseInline> inlines = [];
        foreach (var one in objects)
        {
            if (inlines.Count > 0)
            {
                inlines.Add(new ProseInline.Words(", "));
            }

            inlines.Add(new ProseInline.ObjectLink(one.Id, [new ProseInline.Words(one.Name)]));
        }

        return new PageField(label, inlines);
    }

    static PageField Words(string label, IEnumerable<string> words) => Words(label, string.Join(", ", words));

    static PageField Words(string label, string words) => new(label, words.Length == 0 ? [] : [new ProseInline.Words(words)]);

    static PageField Page(string url) => new("Page", url.Length == 0 ? [] : AttackAddress.WebAddress(url) is { } address
        ? [new ProseInline.Link(address, [new ProseInline.Words(url)])]
        : [new ProseInline.Words(url)]);

    static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
