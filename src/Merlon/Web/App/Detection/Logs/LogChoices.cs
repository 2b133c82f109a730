using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Logs;

/// <summary>Which logs there are to choose from: uploads, and folders that the server's owner allows. Nothing else of this machine.</summary>
sealed class LogChoices
{
    /// <summary>Most uploads and folders of one hunt.</summary>
    public const int ChosenMax = 10_000;

    public LogChoices(ServeSettings settings, ServedWorkspace served)
    {
        Uploads = new LogUploadShelf(served.Team, settings.Workspace(WorkspaceAccess.Read));
        Folders = LogFolder.Of(settings.LogFolders);
    }

    /// <summary>What was uploaded.</summary>
    public LogUploadShelf Uploads { get; }

    /// <summary>What is allowed.</summary>
    public IReadOnlyList<LogFolder> Folders { get; }

    /// <summary>Finds what was chosen.</summary>
    /// <param name="uploads">Ids of uploads.</param>
    /// <param name="folders">Names of folders, each with or without a path below it.</param>
    /// <exception cref="InvalidDataException">Nothing was chosen, or something that is not there.</exception>
    public ChosenLogs Choose(IReadOnlyList<string> uploads, IReadOnlyList<string> folders)
    {
        if (uploads.Count + folders.Count is 0 or > ChosenMax)
        {
            throw new InvalidDataException(uploads.Count + folders.Count == 0 ? "choose at least one upload or folder of logs" : $"more than {ChosenMax} uploads and folders were chosen");
        }

        List<string> paths = [];
        List<(string Path, string Shown)> names = [];
        var leftOut = 0;
        foreach (var id in uploads.Distinct(StringComparer.Ordinal))
        {
            var upload = Uploads.Find(id) ?? throw new InvalidDataException($"there is no upload '{id}': it may have been removed, or have expired");
            paths.Add(Uploads.PathOf(upload));
            names.Add((Uploads.PathOf(upload), upload.Name));
        }

        foreach (var chosen in folders.Distinct(StringComparer.Ordinal))
        {
            var (name, below) = chosen.IndexOf('/', StringComparison.Ordinal) is var cut and >= 0 ? (chosen[..cut], chosen[(cut + 1)..]) : (chosen, "");
            var folder = Folders.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
            if (folder?.Find(below) is not { } real)
            {
                throw new InvalidDataException($"there are no logs '{chosen}': choose a folder that the server's owner allows, or upload the files");
            }

            var (files, missing) = folder.FilesBelow(real);
            leftOut += missing;
            paths.AddRange(missing == 0 && files.Count > 0 ? [real] : files);
            names.Add((folder.Root, folder.Name));
        }

        return new ChosenLogs(paths, new ShownNames(names), leftOut);
    }
}

/// <summary>Logs that were chosen.</summary>
/// <param name="Paths">Where they are.</param>
/// <param name="Names">What people see instead.</param>
/// <param name="LeftOut">Links that lead elsewhere and files past the limit, which are not read.</param>
sealed record ChosenLogs(IReadOnlyList<string> Paths, ShownNames Names, int LeftOut);
