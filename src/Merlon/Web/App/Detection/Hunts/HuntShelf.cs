using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Hunts that were opened lately, so that the next page of one does not read its file again.</summary>
sealed class HuntShelf(HuntBoard board, ServedWorkspace served)
{
    /// <summary>Most hunts that are held open.</summary>
    public const int HuntsMax = 6;

    readonly Lock gate = new();
    readonly LinkedList<(string Id, Lazy<StoredHunt> Hunt)> open = new();

    /// <summary>A hunt that ended well.</summary>
    /// <exception cref="FileNotFoundException">There is none, or it has no result.</exception>
    public StoredHunt Open(string id)
    {
        Lazy<StoredHunt> found;
        lock (gate)
        {
            var node = open.First;
            while (node is not null && node.Value.Id != id)
            {
                node = node.Next;
            }

            if (node is null)
            {
                var files = board.Open(id);
                node = new LinkedListNode<(string, Lazy<StoredHunt>)>((id, new Lazy<StoredHunt>(() => StoredHunt.Read(files))));
                if (!File.Exists(files.PathOf(HuntFiles.ReportName)))
                {
                    throw new FileNotFoundException("this hunt has no result");
                }
            }
            else
            {
                open.Remove(node);
            }

            open.AddFirst(node);
            while (open.Count > HuntsMax)
            {
                open.RemoveLast();
            }

            found = node.Value.Hunt;
        }

        try
        {
            return found.Value;
        }
        catch (Exception)
        {
            Forget(id); // what could not be read now, who asks next may
            throw;
        }
    }

    /// <summary>Forgets a hunt that was removed.</summary>
    public void Forget(string id)
    {
        lock (gate)
        {
            if (open.FirstOrDefault(one => one.Id == id) is { Id: not null } known)
            {
                open.Remove(known);
            }
        }
    }

    /// <summary>The release that a hunt was told with; the one in use where that is gone.</summary>
    public IndexedRelease ReleaseOf(StoredHunt hunt)
        => served.Release() is { } used && (hunt.Release.Length == 0 || string.Equals(used.Release.Version, hunt.Release, StringComparison.Ordinal)) ? used
            : served.Release(hunt.Release) ?? served.Release() ?? throw new FileNotFoundException("there is no release to tell the hunt with");
}
