using Merlon.Attack;

namespace Merlon.Web.App.Knowledge;

/// <summary>Addresses of pages of objects, in the release that is looked at.</summary>
/// <param name="Release">The release.</param>
/// <param name="Asked">Its word in addresses; empty for the release in use.</param>
public sealed record KnowledgeHref(AttackRelease Release, string Asked)
{
    /// <summary>Page of an object.</summary>
    public string Of(AttackObject found) => Path("/knowledge/" + Uri.EscapeDataString(WordOf(found)));

    /// <summary>Page of the object that an id names; null when the release has none.</summary>
    public string? Of(string id) => Release.TryFind(id, out var found) ? Of(found) : null;

    /// <summary>Graph around an object.</summary>
    public string GraphOf(AttackObject found) => Path($"/knowledge/{Uri.EscapeDataString(WordOf(found))}/graph");

    /// <summary>A path of our own, in the same release.</summary>
    public string Path(string path, params (string Name, string Value)[] query)
    {
        var all = query.Where(static one => one.Value.Length > 0).Append(("release", Asked)).Where(static one => one.Item2.Length > 0)
            .Select(static one => $"{one.Item1}={Uri.EscapeDataString(one.Item2)}");
        var text = string.Join('&', all);
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>The id where it names the object and no other, else the STIX id.</summary>
    public string WordOf(AttackObject found)
        => found.Id.Length > 0 && Release.TryFind(found.Id, out var named) && ReferenceEquals(named, found) ? found.Id : found.StixId;
}
