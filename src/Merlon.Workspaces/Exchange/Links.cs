namespace Merlon.Workspaces.Exchange;

/// <summary>Symbolic links in folders that users name.</summary>
static class Links
{
    /// <summary>The file itself, or the one at the end of a link; null for a link that leads nowhere or in a circle.</summary>
    public static FileInfo? FindFile(FileSystemInfo entry)
    {
        if (entry.LinkTarget is null)
        {
            return entry as FileInfo;
        }

        try
        {
            return entry.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } file ? file : null;
        }
        catch (IOException)
        {
            return null; // a circle: more links than the system follows
        }
    }
}
