using System.Globalization;
using System.Text.Json;

namespace Merlon.Workspaces.Storage;

/// <summary>The <c>workspace.json</c> of a workspace: which format its folder has, and which release is pinned.</summary>
/// <param name="PinnedRelease">Version of the pinned release, <see cref="BuiltInPin"/>, or null when none is pinned.</param>
sealed record WorkspaceFile(string? PinnedRelease)
{
    /// <summary>File name in the workspace's folder.</summary>
    public const string FileName = "workspace.json";

    /// <summary>Format of the folder that this Merlon writes.</summary>
    public const int FormatVersion = 1;

    /// <summary>Pins the facts that the binary carries, even where the store has the same version.</summary>
    public const string BuiltInPin = "built-in";

    const string FormatKey = "merlon_workspace";
    const string PinKey = "pinned_release";
    const string MovingToKey = "moving_to";
    const string PassageKey = "passage";

    /// <summary>The release that a change under way leads to: it holds once the journal has the change <see cref="Passage"/>. Null when none is under way.</summary>
    public string? MovingTo { get; init; }

    /// <summary>Number of the change under way in the journal; 0 when none is.</summary>
    public long Passage { get; init; }

    /// <summary>
    /// Reads the file of a workspace, or what holds when there is none. A newer format, or a file that is not Merlon's, throws
    /// <see cref="WorkspaceFormatException"/>.
    /// </summary>
    public static WorkspaceFile Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new WorkspaceFile(PinnedRelease: null);
        }

        if (PlainJson.TryRead(path) is not { } root || root.GetValueOrDefault(FormatKey) is not long version || version is < 1 or > int.MaxValue)
        {
            throw new WorkspaceFormatException(
                $"{path} is damaged or is not a workspace's: put a copy of it back, or use --workspace DIR for another folder");
        }

        return version <= FormatVersion
            ? new WorkspaceFile(root.GetValueOrDefault(PinKey) as string)
            {
                MovingTo = root.GetValueOrDefault(MovingToKey) as string,
                Passage = root.GetValueOrDefault(PassageKey) is long sequence ? sequence : 0,
            }
            : throw new WorkspaceFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"the workspace {folder} has format {version}, and this Merlon knows up to {FormatVersion}: use the newer Merlon that wrote it"));
    }

    /// <summary>Replaces the file, whole or not at all.</summary>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, FileName), stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber(FormatKey, FormatVersion);
        if (PinnedRelease is not null)
        {
            json.WriteString(PinKey, PinnedRelease);
        }

        if (MovingTo is not null)
        {
            json.WriteString(MovingToKey, MovingTo);
            json.WriteNumber(PassageKey, Passage);
        }

        json.WriteEndObject();
    });
}
