using Merlon.Attack;
using Merlon.Search;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

/// <summary>A release with the index of its words, which lies beside a stored release and is made anew where it does not or is damaged.</summary>
public sealed class IndexedRelease
{
    /// <summary>Name of the index among the derived files.</summary>
    internal const string FileName = "search.idx";

    /// <summary>Largest index that is read: many times that of all of ATT&amp;CK.</summary>
    const int IndexBytesMax = 256 * 1024 * 1024;

    readonly DerivedFiles? files;
    SearchIndex index;

    IndexedRelease(AttackRelease release, SearchIndex index, DerivedFiles? files)
    {
        Release = release;
        this.index = index;
        this.files = files;
    }

    /// <summary>What was indexed.</summary>
    public AttackRelease Release { get; }

    /// <summary>Indexes a release that is in no workspace.</summary>
    public static IndexedRelease Of(AttackRelease release, IProgress<WorkProgress>? progress) => new(release, Build(release, progress), files: null);

    /// <summary>Searches (<see cref="SearchIndex.Search"/>); never throws for what the index's file holds.</summary>
    public SearchAnswer Search(SearchQuery query) => Ask(asked => asked.Search(query));

    /// <summary>Finds (<see cref="SearchIndex.Find"/>); never throws for what the index's file holds.</summary>
    public IReadOnlyList<AttackObject> Find(string text, SearchFilter filter) => Ask(asked => asked.Find(text, filter));

    T Ask<T>(Func<SearchIndex, T> question)
    {
        try
        {
            return question(index);
        }
        catch (InvalidDataException)
        {
            // Its checksum fits, so somebody made it so: nothing of it is used.
            index = BuildAndKeep(Release, files, progress: null);
            return question(index);
        }
    }

    /// <summary>Opens the index of a stored release, or makes and keeps it.</summary>
    internal static IndexedRelease Open(LoadedRelease loaded, IProgress<WorkProgress>? progress)
    {
        var kept = loaded.Files?.TryRead(FileName, IndexBytesMax);
        return kept is not null && SearchIndex.TryOpen(loaded.Release, kept, out var opened)
            ? new IndexedRelease(loaded.Release, opened, loaded.Files)
            : new IndexedRelease(loaded.Release, BuildAndKeep(loaded.Release, loaded.Files, progress), loaded.Files);
    }

    static SearchIndex BuildAndKeep(AttackRelease release, DerivedFiles? files, IProgress<WorkProgress>? progress)
    {
        var built = Build(release, progress);
        files?.TryWrite(FileName, stream => stream.Write(built.Bytes.Span));
        return built;
    }

    static SearchIndex Build(AttackRelease release, IProgress<WorkProgress>? progress)
    {
        progress?.Report(new WorkProgress($"Indexing ATT&CK {release.Version}", 0, 0));
        return SearchIndex.Build(release);
    }
}
