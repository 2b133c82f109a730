using Merlon.Logs.Json;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>A record that rules matched, by its place.</summary>
/// <param name="Start">Where it begins in the bytes of its batch.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Number">Its number among the records of the batch, from 0.</param>
/// <param name="Route">How it was read.</param>
/// <param name="FirstRule">Where its rules begin in the batch.</param>
/// <param name="RuleCount">How many rules matched.</param>
readonly record struct HuntHit(int Start, int Length, long Number, LogRoute Route, int FirstRule, int RuleCount);

/// <summary>What was found in one run of records: places only, the records are read again when they are handed on.</summary>
sealed class HuntBatch
{
    /// <summary>Most notices that are kept with their place; of further ones only the number is.</summary>
    const int NoticesMax = 1024;

    readonly List<JsonNotice> notices = [];
    int[] rules = new int[64];
    int ruleCount;
    readonly long[] uncounted = new long[Enum.GetValues<JsonNoticeKind>().Length];

    /// <summary>Records that were read.</summary>
    public long Records { get; set; }

    /// <summary>Records that could not be read.</summary>
    public long Failed { get; set; }

    /// <summary>Records that no pipeline knows or no rule reads.</summary>
    public long Unrouted { get; set; }

    /// <summary>Records by index of their pipeline, 0 for those that none knows.</summary>
    public long[] ByPipeline { get; private set; } = [];

    /// <summary>Records that matched, in order.</summary>
    public List<HuntHit> Hits { get; } = [];

    /// <summary>The rules of a hit.</summary>
    public ReadOnlyMemory<int> RulesOf(HuntHit hit) => rules.AsMemory(hit.FirstRule, hit.RuleCount);

    /// <summary>What was noticed, in order, as far as it was kept.</summary>
    public IReadOnlyList<JsonNotice> Notices => notices;

    /// <summary>How many further ones there were of a kind.</summary>
    public long UncountedOf(JsonNoticeKind what) => uncounted[(int)what];

    /// <summary>Empties it for <paramref name="pipelines"/> pipelines.</summary>
    public void Clear(int pipelines)
    {
        Records = Failed = Unrouted = 0;
        ByPipeline = ByPipeline.Length == pipelines + 1 ? ByPipeline : new long[pipelines + 1];
        ByPipeline.AsSpan().Clear();
        Hits.Clear();
        ruleCount = 0;
        notices.Clear();
        uncounted.AsSpan().Clear();
    }

    /// <summary>Keeps or counts a notice.</summary>
    public void Notice(JsonNotice notice)
    {
        if (notices.Count < NoticesMax)
        {
            notices.Add(notice);
        }
        else
        {
            uncounted[(int)notice.What]++;
        }
    }

    /// <summary>Keeps a match of the record that was counted last.</summary>
    public void Hit(int start, int length, LogRoute route, ReadOnlySpan<int> matched)
    {
        if (rules.Length - ruleCount < matched.Length)
        {
            Array.Resize(ref rules, Math.Max(rules.Length * 2, ruleCount + matched.Length));
        }

        matched.CopyTo(rules.AsSpan(ruleCount));
        Hits.Add(new HuntHit(start, length, Records - 1, route, ruleCount, matched.Length));
        ruleCount += matched.Length;
    }
}
