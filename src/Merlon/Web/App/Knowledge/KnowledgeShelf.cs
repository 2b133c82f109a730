using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Merlon.Attack;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>The releases that pages and answers speak of, each with what was made of it already.</summary>
sealed class KnowledgeShelf(ServedWorkspace served)
{
    readonly ConditionalWeakTable<IndexedRelease, OpenRelease> open = [];

    /// <summary>What is served.</summary>
    public ServedWorkspace Served => served;

    /// <summary>A release by the word of an address; null or empty for the one in use.</summary>
    /// <exception cref="FileNotFoundException">There is no such release.</exception>
    public OpenRelease Open(string? version)
    {
        var wanted = string.IsNullOrWhiteSpace(version) ? null : version.Trim();
        var indexed = served.Release(wanted)
            ?? throw new FileNotFoundException(wanted is null ? "The release in use cannot be read; merlon release check says why" : $"ATT&CK {Cut(wanted)} is not in this workspace; there is {There()}");
        return open.GetValue(indexed, known => new OpenRelease(known, wanted is null || ReferenceEquals(known, served.Release()) ? null : wanted));
    }

    string There() => string.Join(", ", served.Read(static workspace => workspace.ListReleases()).Select(static release => release.Version).Distinct(StringComparer.Ordinal));

    static string Cut(string word) => word.Length <= 40 ? word : word[..40] + "…";
}

/// <summary>A release that is open.</summary>
sealed class OpenRelease
{
    /// <summary>Characters of answers and pieces of pages that are kept for one release.</summary>
    public const int KeptCharsMax = 8 * 1024 * 1024;

    readonly Lazy<string> tag;
    readonly Lazy<IReadOnlyList<NamedLogSource>> logSources;
    readonly Lazy<ReleaseStatistics> statistics;

    public OpenRelease(IndexedRelease indexed, string? asked)
    {
        Indexed = indexed;
        Asked = asked ?? "";
        tag = new Lazy<string>(() => TagOf(Release));
        logSources = new Lazy<IReadOnlyList<NamedLogSource>>(() => NamedLogSource.AllOf(Release));
        statistics = new Lazy<ReleaseStatistics>(() => ReleaseStatistics.Of(Release));
    }

    /// <summary>The release with the index of its words.</summary>
    public IndexedRelease Indexed { get; }

    /// <summary>Its word in addresses; empty for the one in use.</summary>
    public string Asked { get; }

    /// <summary>What the pages speak of.</summary>
    public AttackRelease Release => Indexed.Release;

    /// <summary>Another text for every other content, the same on every server: the base of ETags.</summary>
    public string Tag => tag.Value;

    /// <summary>Log sources that it names.</summary>
    public IReadOnlyList<NamedLogSource> LogSources => logSources.Value;

    /// <summary>How much it holds.</summary>
    public ReleaseStatistics Statistics => statistics.Value;

    /// <summary>What was made of the release and does not change.</summary>
    public KeptTexts Kept { get; } = new(KeptCharsMax);

    // What is published changes its date of change when it changes; own knowledge does too.
    static string TagOf(AttackRelease release)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{AnswerWords.Version} {release.Version} {release.HasTexts} {release.IsOverlaid} {release.Relationships.Count}"));
        Span<byte> moment = stackalloc byte[sizeof(long)];
        foreach (var found in release.Objects)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(found.StixId));
            BitConverter.TryWriteBytes(moment, found.Modified.UtcTicks);
            hash.AppendData(moment);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}

/// <summary>Texts by key, as many as there is room for; what was asked for longest ago goes first. For any number of threads.</summary>
/// <param name="charsMax">Room, in characters.</param>
sealed class KeptTexts(int charsMax)
{
    readonly Lock guard = new();
    readonly Dictionary<string, LinkedListNode<(string Key, string Text)>> byKey = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, string Text)> byUse = new();
    long chars;

    /// <summary>Characters that are kept, keys included.</summary>
    public long Chars
    {
        get
        {
            lock (guard)
            {
                return chars;
            }
        }
    }

    /// <summary>The text of a key, made when it is not there. Two threads may make it at once; both texts are the same.</summary>
    public string Get(string key, Func<string> make)
    {
        lock (guard)
        {
            if (byKey.TryGetValue(key, out var known))
            {
                byUse.Remove(known);
                byUse.AddFirst(known);
                return known.Value.Text;
            }
        }

        var made = make();
        lock (guard)
        {
            if (made.Length + key.Length <= charsMax / 4 && !byKey.ContainsKey(key))
            {
                byKey.Add(key, byUse.AddFirst((key, made)));
                chars += made.Length + key.Length;
                while (chars > charsMax && byUse.Last is { } oldest)
                {
                    byUse.RemoveLast();
                    byKey.Remove(oldest.Value.Key);
                    chars -= oldest.Value.Text.Length + oldest.Value.Key.Length;
                }
            }
        }

        return made;
    }
}
