using System.Text.Json;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Answers;

/// <summary>Releases of a workspace, and of those who offer them, as JSON.</summary>
static class StoredReleaseJson
{
    /// <summary>Every release of the workspace.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<StoredRelease> releases)
    {
        json.WriteStartObject();
        json.WriteObjects("releases", releases, release => WriteFields(json, release));
        json.WriteEndObject();
    }

    /// <summary>One of them, as members of the object that is being written.</summary>
    public static void WriteFields(Utf8JsonWriter json, StoredRelease release)
    {
        json.WriteString("version", release.Version);
        json.WriteStrings("domains", release.Domains);
        json.WriteBoolean("in_use", release.IsPinned);
        json.WriteBoolean("built_in", release.IsBuiltIn);
        json.WriteDay("added", release.AddedOn is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null);
        json.WriteNumber("bytes", release.Bytes);
    }

    /// <summary>What was fetched.</summary>
    public static void WriteFetched(Utf8JsonWriter json, FetchedRelease fetched)
    {
        json.WriteStartObject();
        json.WriteString("version", fetched.Release.Version);
        json.WriteStrings("domains", fetched.Release.Domains);
        json.WriteBoolean("in_use", fetched.Release.IsPinned);
        json.WriteObjects("fetched", fetched.Bundles, bundle =>
        {
            json.WriteString("domain", bundle.Domain);
            json.WriteString("address", bundle.Address);
            json.WriteNumber("bytes", bundle.Bytes);
            json.WriteNumber("resumed_bytes", bundle.ResumedBytes);
            json.WriteString("sha256", bundle.Sha256);
        });
        json.WriteEndObject();
    }

    /// <summary>What a source offers, and what of it is stored.</summary>
    public static void WriteOffered(Utf8JsonWriter json, IReadOnlyList<FetchableRelease> offered, IReadOnlyDictionary<string, StoredRelease> stored)
    {
        json.WriteStartObject();
        json.WriteObjects("releases", offered, release =>
        {
            json.WriteString("version", release.Version);
            json.WriteStrings("domains", release.Domains);
            json.WriteStrings("stored", stored.TryGetValue(release.Version, out var there) ? there.Domains : []);
        });
        json.WriteEndObject();
    }
}
