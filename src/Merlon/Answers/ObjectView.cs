using Merlon.Intelligence;

namespace Merlon.Answers;

/// <summary>One object with what is shown of it.</summary>
/// <param name="Page">Everything that the release says.</param>
/// <param name="Sectors">Sectors and regions of groups; null for other kinds.</param>
sealed record ObjectView(ObjectPage Page, GroupSectors? Sectors)
{
    /// <summary>Words of <c>--section</c> beside the keys of the page's sections.</summary>
    public const string FieldsSection = "fields", DescriptionSection = "description", SectorsSection = "sectors", ReferencesSection = "references", HistorySection = "history";

    /// <summary>Sections that were asked for; all when none was.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>True to leave out the texts of statements.</summary>
    public bool IsBrief { get; init; }

    /// <summary>What the releases of the workspace have of it; null where there is only one.</summary>
    public ObjectHistory? History { get; init; }

    /// <summary>True when the history was asked for, not only its summary.</summary>
    public bool ShowsHistory { get; init; }

    /// <summary>The page's sections that are shown.</summary>
    public IEnumerable<PageSection> Sections => Page.Sections.Where(section => Shows(section.Key));

    /// <summary>Every word that <c>--section</c> takes here.</summary>
    public IReadOnlyList<string> SectionWords =>
        [.. new[] { FieldsSection, DescriptionSection }.Concat(Sectors is null ? [] : [SectorsSection]).Concat(Page.Sections.Select(static section => section.Key)).Append(ReferencesSection).Distinct(StringComparer.Ordinal)];

    public bool Shows(string section) => Wanted.Count == 0 || Wanted.Contains(section, StringComparer.OrdinalIgnoreCase);
}
