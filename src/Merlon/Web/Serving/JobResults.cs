using System.Security.Cryptography;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>Files that jobs made to be downloaded: on the disk, shared with the other servers before the job is called done, kept until newer ones take their place.</summary>
sealed class JobResults(ServeSettings settings, ServedWorkspace served)
{
    /// <summary>Files that are kept; the oldest go first.</summary>
    public const int KeptMax = 40;

    const int KeyChars = 24;

    /// <summary>Keeps a file.</summary>
    /// <param name="name">What it is called; nothing foreign.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>Its key: 24 hexadecimal digits that nobody can guess.</returns>
    public string Keep(string name, Action<Stream> write)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyChars / 2));
        var folder = FolderOf(key);
        var place = Path.Combine(settings.WorkspaceFolder, folder);
        Directory.CreateDirectory(place);
        using (FileStream file = new(Path.Combine(place, name), FileMode.CreateNew, FileAccess.Write))
        {
            write(file);
        }

        served.Folders.Put(folder);
        foreach (var old in served.Folders.List(WorkspaceFolders.Results).Select(static one => one.Path.Split('/')[0]).Distinct(StringComparer.Ordinal).Skip(KeptMax).ToList())
        {
            served.Folders.Remove(FolderOf(old));
        }

        return key;
    }

    /// <summary>A file by its key, wherever it was made; null when there is none any more.</summary>
    public FileInfo? Find(string key)
    {
        if (key.Length != KeyChars || !key.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        served.Folders.Fetch(FolderOf(key));
        DirectoryInfo folder = new(Path.Combine(settings.WorkspaceFolder, FolderOf(key)));
        return folder.Exists ? folder.EnumerateFiles().FirstOrDefault() : null;
    }

    static string FolderOf(string key) => $"{WorkspaceFolders.Results}/{key}";
}
