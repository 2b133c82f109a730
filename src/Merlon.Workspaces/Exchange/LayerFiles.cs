using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Workspaces.Exchange;

/// <summary>Finds and reads layer files on disk.</summary>
public static class LayerFiles
{
    /// <summary>Most layer files of one folder, those of its folders included.</summary>
    public const int LayerFilesMax = 10_000;

    /// <summary>Deepest folder under a folder of layers, in levels.</summary>
    public const int LayerFolderDepthMax = 32;

    /// <summary>Most entries, of any name, that are looked at under one folder of layers.</summary>
    public const int LayerFolderEntriesMax = 200_000;

    /// <summary>Beginning of the names of the review lists that stand beside upgraded layers; <see cref="Find"/> passes them over.</summary>
    public const string ReviewName = "layer-review";

    /// <summary>Reads one file. A missing one throws <see cref="FileNotFoundException"/>.</summary>
    public static Parsed<LayerFile> Read(string path, ReadLimits limits)
    {
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path} is a folder: name a layer file", path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: name a layer file", path);
        }

        if (BoundedBytes.OfFile(path, LayerReader.LayerBytesMax) is BoundedBytes.Whole whole)
        {
            return LayerReader.Read(whole.Bytes, path, limits);
        }

        var log = new DiagnosticLog(path, limits);
        log.Error("LAYER003", SourceLocation.Whole, $"the file is larger than {LayerReader.LayerBytesMax / 1024 / 1024} MiB, or unpacks to that; nothing was read");
        return new Parsed<LayerFile>(null, log.ToList());
    }

    /// <summary>
    /// The <c>*.json</c> files under a folder, by their path below it with <c>/</c>; hidden names and folders that are links
    /// are left out. A folder beyond the limits throws <see cref="InvalidDataException"/>.
    /// </summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        var found = new List<string>();
        var entries = 0;
        var waiting = new Stack<(DirectoryInfo Folder, string Below, int Depth)>([(new DirectoryInfo(folder), "", 1)]);
        while (waiting.TryPop(out var next))
        {
            foreach (var entry in next.Folder.EnumerateFileSystemInfos().Where(static entry => !entry.Name.StartsWith('.')))
            {
                if (++entries > LayerFolderEntriesMax || next.Depth > LayerFolderDepthMax)
                {
                    throw TooMuch(folder);
                }

                if (entry is DirectoryInfo { LinkTarget: null } inner)
                {
                    waiting.Push((inner, $"{next.Below}{entry.Name}/", next.Depth + 1));
                }
                else if (IsLayer(entry))
                {
                    found.Add(found.Count == LayerFilesMax ? throw TooMuch(folder) : next.Below + entry.Name);
                }
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Writes one file whole or not at all; its folder is created when missing. Errors are those of <see cref="OutputFolder"/>.</summary>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellationToken)
        => OutputFolder.Write(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", [new OutputFile(Path.GetFileName(path), write)], cancellationToken);

    static bool IsLayer(FileSystemInfo entry)
        => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !entry.Name.StartsWith(ReviewName, StringComparison.OrdinalIgnoreCase)
            && Links.FindFile(entry) is { Length: > 0 };

    static InvalidDataException TooMuch(string folder) => new(
        $"{folder} holds more than {LayerFilesMax} layers or {LayerFolderEntriesMax} entries, or folders deeper than {LayerFolderDepthMax} levels: name a narrower folder");
}
