using System.Buffers;

namespace Merlon.Workspaces.Storage.Sharing;

/// <summary>
/// The files of a workspace and of its organisation that cannot be made again: what servers share and backups hold. Left out is what is derived, temporary, hidden, or kept in a database.
/// Paths begin with <c>workspace/</c> or <c>organisation/</c> and have forward slashes.
/// </summary>
/// <param name="workspaceFolder">The workspace.</param>
/// <param name="organisationFolder">The organisation's folder, or null to leave it out.</param>
sealed class SharedTree(string workspaceFolder, string? organisationFolder)
{
    /// <summary>Most files in both folders.</summary>
    public const int FilesMax = 50_000;

    /// <summary>Largest file, in bytes.</summary>
    public const long FileBytesMax = LogUploadShelf.UploadBytesMax;

    /// <summary>Longest path, in characters.</summary>
    public const int PathCharsMax = 1_000;

    /// <summary>What paths of the two folders begin with.</summary>
    public const string WorkspaceRoot = "workspace/", OrganisationRoot = "organisation/";

    const int DerivedKeyChars = 32;
    static readonly SearchValues<char> KeyCharacters = SearchValues.Create("0123456789abcdef");

    static readonly string[] LeftOutOfWorkspaces =
    [
        CompiledRuleStore.FolderName, InventoryStore.FolderName, "fetch", "conflicts", "scratch", "cache",
        "writer.lock", "writer.json", SharedRecord.FileName, SharedFiles.LockFileName, MovedMark.FileName,
    ];

    static readonly string[] LeftOutOfOrganisations = ["merlon-out"];

    /// <summary>Folders of a workspace that jobs fill with what can be made again: shared, folder by folder, and left out of backups.</summary>
    static readonly string[] Made = [BackupsFolder, ResultsFolder];

    /// <summary>Folders of a workspace whose files are large or many and never change: a server gets them when it is asked for them.</summary>
    static readonly string[] OnDemand = ["uploads", "hunts", .. Made];

    /// <summary>Folder in a workspace of backups that were made to be downloaded.</summary>
    public const string BackupsFolder = "backups";

    /// <summary>Folder in a workspace of what jobs made to be downloaded.</summary>
    public const string ResultsFolder = "results";

    /// <summary>What paths of files begin with that a server gets when it is asked for them.</summary>
    public static IReadOnlyList<string> OnDemandRoots { get; } = [.. OnDemand.Select(static folder => $"{WorkspaceRoot}{folder}/")];

    /// <summary>Whether a server gets a file when it is asked for it, and not before.</summary>
    public static bool IsOnDemand(string path) => IsBelow(path, OnDemand);

    /// <summary>Whether a file can be made again: it is shared and in no backup.</summary>
    public static bool IsMade(string path) => IsBelow(path, Made);

    /// <summary>Whether the organisation's folder is part of it.</summary>
    public bool HasOrganisation => organisationFolder is not null;

    /// <summary>Every file but what can be made again, by path in ordinal order.</summary>
    /// <exception cref="InvalidDataException">There are too many, or one is too large.</exception>
    public IReadOnlyList<(string Path, FileInfo File)> List()
    {
        List<(string Path, FileInfo File)> files = [];
        Add(files, workspaceFolder, WorkspaceRoot, "");
        if (organisationFolder is not null)
        {
            Add(files, organisationFolder, OrganisationRoot, "");
        }

        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    /// <summary>Files of one folder of the workspace, by path in ordinal order.</summary>
    /// <param name="folder">Such as <c>hunts/4f3c…</c>.</param>
    /// <exception cref="InvalidDataException">There are too many, or one is too large.</exception>
    public IReadOnlyList<(string Path, FileInfo File)> List(string folder)
    {
        List<(string Path, FileInfo File)> files = [];
        Add(files, Path.Combine(workspaceFolder, folder), $"{WorkspaceRoot}{folder}/", folder + "/");
        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    /// <summary>Where a file is on this machine; null when it belongs to a folder that is left out.</summary>
    /// <exception cref="InvalidDataException">The path leads elsewhere, or to what is never shared.</exception>
    public string? PlaceOf(string path)
    {
        var (root, relative) = path.StartsWith(WorkspaceRoot, StringComparison.Ordinal) ? (workspaceFolder, path[WorkspaceRoot.Length..])
            : path.StartsWith(OrganisationRoot, StringComparison.Ordinal) ? (organisationFolder, path[OrganisationRoot.Length..])
            : throw Refused(path);
        var parts = relative.Split('/');
        if (path.Length > PathCharsMax || relative.Length == 0 || relative.AsSpan().IndexOfAny("\\:\0") >= 0 || parts.Any(static part => part.Length == 0 || part is "." or ".." || part.Any(char.IsControl))
            || parts.Where((part, i) => IsLeftOut(path.StartsWith(WorkspaceRoot, StringComparison.Ordinal), part, i)).Any())
        {
            throw Refused(path);
        }

        if (root is null)
        {
            return null;
        }

        var place = root;
        foreach (var part in parts[..^1])
        {
            place = Path.Combine(place, part);
            if (new DirectoryInfo(place) is { Exists: true, LinkTarget: not null })
            {
                throw new InvalidDataException($"{place} is a link, and nothing is written through links: put a folder in its place");
            }
        }

        return Path.Combine(place, parts[^1]);
    }

    static InvalidDataException Refused(string path) => new($"'{path}' is not the path of a file that is shared: nothing was written there");

    static bool IsLeftOut(bool isWorkspace, string name, int depth)
        => name.StartsWith('.') || name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)
            || (isWorkspace
                ? depth == 0 && (LeftOutOfWorkspaces.Contains(name, StringComparer.Ordinal) || IsDatabase(name))
                    || name.Length > DerivedKeyChars && name[DerivedKeyChars] == '-' && name.AsSpan(0, DerivedKeyChars).IndexOfAnyExcept(KeyCharacters) < 0
                : depth == 0 && LeftOutOfOrganisations.Contains(name, StringComparer.Ordinal));

    static bool IsBelow(string path, string[] folders) => path.StartsWith(WorkspaceRoot, StringComparison.Ordinal) && path.IndexOf('/', WorkspaceRoot.Length) is > 0 and var end
        && folders.Contains(path[WorkspaceRoot.Length..end], StringComparer.Ordinal);

    static bool IsDatabase(string name) => new[] { Databases.WorkspaceStores.JournalFileName, Team.FileName }
        .Any(file => name.StartsWith(file, StringComparison.Ordinal) && (name.Length == file.Length || name[file.Length] is '-' or '.'));

    void Add(List<(string Path, FileInfo File)> files, string folder, string prefix, string above)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var isWorkspace = prefix.StartsWith(WorkspaceRoot, StringComparison.Ordinal);
            if (entry.LinkTarget is not null || IsLeftOut(isWorkspace, entry.Name, above.Length == 0 ? 0 : 1) || (isWorkspace && above.Length == 0 && Made.Contains(entry.Name, StringComparer.Ordinal)) || (!isWorkspace && string.Equals(entry.FullName, Path.GetFullPath(workspaceFolder), StringComparison.Ordinal)))
            {
                continue;
            }

            if (entry is DirectoryInfo)
            {
                Add(files, entry.FullName, prefix + entry.Name + "/", above + entry.Name + "/");
                continue;
            }

            if (entry is FileInfo file)
            {
                Require(files.Count < FilesMax, $"{folder} has more than {FilesMax:N0} files to share: keep logs elsewhere and name them by their path");
                Require(file.Length <= FileBytesMax, $"{file.FullName} is larger than {FileBytesMax:N0} bytes and cannot be shared: keep it elsewhere and name it by its path");
                Require(prefix.Length + file.Name.Length <= PathCharsMax && !file.Name.AsSpan().ContainsAny('\\', ':'), $"{file.FullName} has a name that cannot be shared: give it a shorter one, without backslash and colon");
                files.Add((prefix + file.Name, file));
            }
        }
    }

    static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new InvalidDataException(FormattableString.Invariant(message));
        }
    }
}
