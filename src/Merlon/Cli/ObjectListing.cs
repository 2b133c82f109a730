using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>The objects of a kind that pass filters, for people and as JSON.</summary>
/// <param name="Release">The release.</param>
/// <param name="Kind">The kind.</param>
/// <param name="IncludesDead">True when dead objects were asked for.</param>
/// <param name="All">Every object of the kind that could be listed.</param>
/// <param name="Filters">The filters.</param>
/// <param name="Found">What passes, by id.</param>
sealed record ObjectListing(
    AttackRelease Release, ObjectKind Kind, bool IncludesDead, IReadOnlyList<AttackObject> All, IReadOnlyList<ListFilter> Filters, IReadOnlyList<AttackObject> Found)
{
    public ListTable<AttackObject> Table { get; } = new(Kind.Plural, new ListColumns(Release).Of(Kind), Found);

    public void Print(Terminal terminal)
    {
        if (Found.Count == 0)
        {
            var advice = ListFilter.InTheWay(All, Filters) is { } way ? $"Without {way.Name} there would be {Page.Count(way.Count)}" : null;
            Failure.Refuse(terminal, $"no {Kind.Plural} in ATT&CK {Release.Version} pass {string.Join(" and ", Filters.Select(static filter => filter.Name).DefaultIfEmpty("this"))}", advice);
            return;
        }

        var page = new Page(terminal);
        page.Table(Table.ToText(page.WidthColumns));
        page.Paragraph(SafeText.Line(Summary()), tone: Tone.Quiet);
    }

    public void PrintJson(Terminal terminal) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("release", Release.Version);
        json.WriteString("kind", Kind.Plural);
        json.WriteStrings("filters", Filters.Select(static filter => filter.Name));
        json.WriteNumber("count", Found.Count);
        json.WriteObjects(Kind.Plural.Replace('-', '_'), Found, one => Table.WriteJson(json, one));
        json.WriteEndObject();
    });

    string Summary()
    {
        var which = IncludesDead ? "live and dead" : "live";
        var of = Filters.Count == 0
            ? $"{Page.Count(Found.Count)} {which} {Kind.Plural}"
            : $"{Page.Count(Found.Count)} of {Page.Count(All.Count)} {which} {Kind.Plural} pass {string.Join(" and ", Filters.Select(static filter => filter.Name))}";
        return $"{of}, ATT&CK {Release.Version}.{Unused()}";
    }

    // --unused speaks of groups: what others use is said, so that nobody takes the list for what nobody uses at all.
    string Unused()
    {
        if (!Filters.Any(static filter => string.Equals(filter.Name, "--unused", StringComparison.Ordinal)) || !Found.Any(static found => found is Technique or Software))
        {
            return "";
        }

        var others = Found.Count(found => Release.UsersOf(found).Count > 0);
        return $" Used by no group, directly or through an attributed campaign; {Page.Count(others)} of them are used by {(Found[0] is Technique ? "software or by " : "")}campaigns that no group is named for.";
    }
}
