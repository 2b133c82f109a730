namespace Merlon.Web.App.Detection.Logs;

/// <summary>
/// A folder of logs that the server's owner allows. Nothing outside it is ever opened: a path that leads out, by its dots or by links, is as if it were not there.
/// </summary>
/// <param name="Name">What it is called; people never see where it is.</param>
/// <param name="Root">Where it is.</param>
sealed record LogFolder(string Name, string Root)
{
    /// <summary>Most files of one folder that are listed or hunted.</summary>
    public const int FilesMax = 20_000;

    /// <summary>Deepest folder below it.</summary>
    public const int DepthMax = 32;

    /// <summary>Longest path below it that is looked for, in characters.</summary>
    public const int PathCharsMax = 2_000;

    const int LinksMax = 16;

    /// <summary>The allowed folders, each under a name of its own.</summary>
    public static IReadOnlyList<LogFolder> Of(IReadOnlyList<string> folders)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        List<LogFolder> all = [];
        foreach (var folder in folders)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            var root = new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full; // the owner may name a link
            var stem = Path.GetFileName(full) is { Length: > 0 } last ? last : "logs";
            var name = stem;
            for (var i = 2; !names.Add(name); i++)
            {
                name = FormattableString.Invariant($"{stem}-{i}");
            }

            all.Add(new LogFolder(name, Path.TrimEndingDirectorySeparator(root)));
        }

        return all;
    }

    /// <summary>Where a file or folder below it really is; null where there is none, or where the path leads out.</summary>
    /// <param name="below">With <c>/</c>; empty for the folder itself.</param>
    public string? Find(string below)
    {
        if (below.Length > PathCharsMax || below.Contains('\0', StringComparison.Ordinal) || below.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        var parts = below.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(parts, static part => part is "." or ".." || part.StartsWith('.') || part.Contains(':', StringComparison.Ordinal)))
        {
            return null;
        }

        return Real(parts, LinksMax) is { } real && (File.Exists(real) || Directory.Exists(real)) ? real : null;
    }

    /// <summary>Every file below a path in it, and how many links were left out because they lead elsewhere.</summary>
    public (IReadOnlyList<string> Files, int LeftOut) FilesBelow(string real)
    {
        List<string> files = [];
        var leftOut = 0;
        if (File.Exists(real))
        {
            files.Add(real);
        }
        else
        {
            Walk(new DirectoryInfo(real), depth: 0, files, ref leftOut);
        }

        files.Sort(StringComparer.Ordinal);
        return (files, leftOut);
    }

    /// <summary>A path below it as people see it.</summary>
    public string Shown(string real) => Name + real[Math.Min(real.Length, Root.Length)..].Replace('\\', '/');

    void Walk(DirectoryInfo folder, int depth, List<string> files, ref int leftOut)
    {
        if (depth > DepthMax)
        {
            leftOut++;
            return;
        }

        foreach (var entry in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }).OrderBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Name.StartsWith('.'))
            {
                continue;
            }

            if (files.Count >= FilesMax)
            {
                leftOut++;
                return;
            }

            if (entry.LinkTarget is not null)
            {
                // A link to a file of the folder is that file; what leads elsewhere, or to a folder that may hold this one, is left out.
                leftOut += IsFileInside(entry) ? 0 : 1;
            }
            else if (entry is DirectoryInfo inner)
            {
                Walk(inner, depth + 1, files, ref leftOut);
            }
            else if (entry is FileInfo { Length: > 0 })
            {
                files.Add(entry.FullName);
            }
        }
    }

    bool IsFileInside(FileSystemInfo link) => Below(link.FullName) is { } parts && Real(parts, LinksMax) is { } real && File.Exists(real);

    // Follows every link on the way, and each of them has to stay inside.
    string? Real(string[] parts, int links)
    {
        var at = Root;
        for (var i = 0; i < parts.Length; i++)
        {
            at = Path.Combine(at, parts[i]);
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (entry.LinkTarget is not { } target)
            {
                continue;
            }

            var full = Path.GetFullPath(target, Path.GetDirectoryName(at) ?? Root);
            return links > 0 && Below(full) is { } inside ? Real([.. inside, .. parts.Skip(i + 1)], links - 1) : null;
        }

        return at;
    }

    string[]? Below(string full)
        => string.Equals(full, Root, StringComparison.Ordinal) ? []
            : full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full[(Root.Length + 1)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            : null;
}
