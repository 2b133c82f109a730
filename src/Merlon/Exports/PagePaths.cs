using System.Buffers;
using Merlon.Attack;

namespace Merlon.Exports;

/// <summary>Where the page of each object of a scope is: <c>techniques/T1059.001.html</c>. Ids that several objects share, or that no file can have, are told apart by the STIX id.</summary>
sealed class PagePaths
{
    static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    const int IdCharsMax = 40, StixCharsKept = 8;

    readonly Dictionary<AttackObject, string> paths = new(ReferenceEqualityComparer.Instance);
    readonly AttackRelease release;

    public PagePaths(ExportScope scope, string extension)
    {
        release = scope.Release;
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var found in scope.Objects.OrderByDescending(found => release.TryFind(found.Id, out var first) && first == found))
        {
            var folder = FolderOf(found);
            var path = $"{folder}/{NameOf(found)}{extension}";
            if (!taken.Add(path))
            {
                path = $"{folder}/{NameOf(found)}-{Unique(found.StixId)}{extension}";
                for (var n = 2; !taken.Add(path); n++)
                {
                    path = FormattableString.Invariant($"{folder}/{NameOf(found)}-{Unique(found.StixId)}-{n}{extension}");
                }
            }

            paths.Add(found, path);
        }
    }

    /// <summary>Folder of the pages of a kind.</summary>
    public static string FolderOf(AttackObject found) => ObjectKind.FamilyOf(found);

    /// <summary>Path of an object's page below the output folder; null where it has none.</summary>
    public string? Of(AttackObject found) => paths.GetValueOrDefault(found);

    /// <summary>The same by ATT&amp;CK id, where one object is meant.</summary>
    public string? Of(string id) => release.TryFind(id, out var found) ? Of(found) : null;

    static string NameOf(AttackObject found)
        => found.Id.Length is > 0 and <= IdCharsMax && found.Id[0] != '.' && !found.Id.AsSpan().ContainsAnyExcept(Plain) && found.Id[^1] != '.' ? found.Id : "object";

    static string Unique(string stixId)
    {
        var uuid = stixId[(stixId.IndexOf("--", StringComparison.Ordinal) + 1)..].Where(char.IsAsciiLetterOrDigit).Take(StixCharsKept);
        return string.Concat(uuid);
    }
}
