using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Answers;

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

    /// <summary>As JSON: every object with all columns.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("release", Release.Version);
        json.WriteString("kind", Kind.Plural);
        json.WriteStrings("filters", Filters.Select(static filter => filter.Name));
        json.WriteNumber("count", Found.Count);
        json.WriteObjects(Kind.Plural.Replace('-', '_'), Found, one => Table.WriteJson(json, one));
        json.WriteEndObject();
    }
}
