using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>Lists of objects, and of which group uses what, on a terminal.</summary>
static class ObjectListingText
{
    public static void Print(this ObjectListing list, Terminal terminal)
    {
        if (list.Found.Count == 0)
        {
            var advice = ListFilter.InTheWay(list.All, list.Filters) is { } way ? $"Without {way.Name} there would be {Page.Count(way.Count)}" : null;
            Failure.Refuse(
                terminal, $"no {list.Kind.Plural} in ATT&CK {list.Release.Version} pass {string.Join(" and ", list.Filters.Select(static filter => filter.Name).DefaultIfEmpty("this"))}", advice);
            return;
        }

        var page = new Page(terminal);
        page.Table(list.Table.ToText(page.WidthColumns));
        page.Paragraph(SafeText.Line(SummaryOf(list)), tone: Tone.Quiet);
    }

    public static void Print(this UseListing uses, Terminal terminal)
    {
        var page = new Page(terminal);
        page.Table(uses.Table.ToText(page.WidthColumns));
        page.Blank();
        page.Paragraph(SafeText.Line($"Pairs of group and technique in ATT&CK {uses.Release.Version} ({string.Join(", ", uses.Domains.Count == 0 ? uses.Release.Domains : uses.Domains)}):"));
        page.Paragraph($"{Page.Count(uses.Direct)} direct, {Page.Count(uses.Pairs.Count)} with those inherited from attributed campaigns");
    }

    static string SummaryOf(ObjectListing list)
    {
        var which = list.IncludesDead ? "live and dead" : "live";
        var of = list.Filters.Count == 0
            ? $"{Page.Count(list.Found.Count)} {which} {list.Kind.Plural}"
            : $"{Page.Count(list.Found.Count)} of {Page.Count(list.All.Count)} {which} {list.Kind.Plural} pass {string.Join(" and ", list.Filters.Select(static filter => filter.Name))}";
        return $"{of}, ATT&CK {list.Release.Version}.{UnusedOf(list)}";
    }

    // --unused speaks of groups: what others use is said, so that nobody takes the list for what nobody uses at all.
    static string UnusedOf(ObjectListing list)
    {
        if (!list.Filters.Any(static filter => string.Equals(filter.Name, "--unused", StringComparison.Ordinal)) || !list.Found.Any(static found => found is Technique or Software))
        {
            return "";
        }

        var others = list.Found.Count(found => list.Release.UsersOf(found).Count > 0);
        return $" Used by no group, directly or through an attributed campaign; {Page.Count(others)} of them are used by {(list.Found[0] is Technique ? "software or by " : "")}campaigns that no group is named for.";
    }
}
