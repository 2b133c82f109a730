using System.Globalization;
using System.Text;
using Merlon.Attack;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// What every object of a release was, as lines of text by STIX id: an object's history over many releases is read from these,
/// without opening one. A derived file; the built-in pack's facts are enough to make it.
/// </summary>
static class ReleaseStates
{
    /// <summary>Name of the derived file.</summary>
    public const string FileName = "states.tsv";

    /// <summary>Largest file that is read, in bytes.</summary>
    public const int StatesBytesMax = 64 * 1024 * 1024;

    const string Header = "merlon states 1";

    public static void Write(AttackRelease release, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(Header);
        foreach (var found in release.Objects.OrderBy(static found => found.StixId, StringComparer.Ordinal))
        {
            text.Write(OneField(found.StixId));
            text.Write('\t');
            text.Write(OneField(found.Id));
            text.Write('\t');
            text.Write(OneField(found.Version));
            text.Write('\t');
            text.Write(found.Modified.UtcDateTime.Ticks.ToString(CultureInfo.InvariantCulture));
            text.Write('\t');
            text.Write(found.IsRevoked ? "revoked" : found.IsDeprecated ? "deprecated" : "live");
            text.Write('\t');
            text.WriteLine(OneField(found.Name));
        }
    }

    /// <summary>Whether the bytes are such a file.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> states) => states.StartsWith("merlon states 1\n"u8) && states.EndsWith("\n"u8);

    /// <summary>Finds an object; null where the release does not have it, or the line is not one of ours.</summary>
    public static ObjectState? Find(ReadOnlySpan<byte> states, string release, string stixId)
    {
        var key = Encoding.UTF8.GetBytes($"\n{OneField(stixId)}\t");
        var at = states.IndexOf(key);
        if (at < 0)
        {
            return null;
        }

        var line = states[(at + 1)..];
        var fields = Encoding.UTF8.GetString(line[..line.IndexOf((byte)'\n')]).Split('\t');
        return fields.Length == 6 && long.TryParse(fields[3], CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new ObjectState(release, fields[1], fields[5], fields[2], new DateTimeOffset(ticks, TimeSpan.Zero), fields[4] == "revoked", fields[4] == "deprecated")
            : null;
    }

    static string OneField(string text) => text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0
        ? text
        : text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
