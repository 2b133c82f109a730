using System.Globalization;
using System.Security.Cryptography;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Team
{
    /// <summary>Most hunts that one list has; older ones are found by their address.</summary>
    public const int HuntsListedMax = 1_000;

    /// <summary>Most rules of one hunt that are counted in lists over all hunts; the hunt itself has all.</summary>
    public const int HuntRulesMax = 5_000;

    /// <summary>Most hunts that are listed of one rule, and most rules over all hunts.</summary>
    public const int FiredRulesMax = 1_000;

    /// <summary>Log files that were uploaded, the newest first.</summary>
    public IReadOnlyList<LogUpload> LogUploads() => database.Read(DetectionTable.Uploads);

    /// <summary>An uploaded log file, or null.</summary>
    public LogUpload? FindLogUpload(string id) => database.Read(connection => DetectionTable.Upload(connection, id));

    /// <summary>Adds an upload whose bytes are on the disk.</summary>
    public void Add(LogUpload upload) => database.Write((connection, transaction) =>
    {
        DetectionTable.AddUpload(connection, transaction, upload);
        return true;
    });

    /// <summary>Takes an upload off the list; false where it was not on it.</summary>
    public bool RemoveLogUpload(string id) => database.Write((connection, transaction) => DetectionTable.RemoveUpload(connection, transaction, id) > 0);

    /// <summary>Rule files that were uploaded, removed ones too, the newest first.</summary>
    public IReadOnlyList<RuleUpload> RuleUploads() => database.Read(DetectionTable.RuleUploads);

    /// <summary>An uploaded rule file, or null.</summary>
    public RuleUpload? FindRuleUpload(string id) => database.Read(connection => DetectionTable.RuleUpload(connection, id));

    /// <summary>Adds a rule file that is on the disk.</summary>
    public void Add(RuleUpload upload) => database.Write((connection, transaction) =>
    {
        DetectionTable.AddRuleUpload(connection, transaction, upload);
        return true;
    });

    /// <summary>Changes the state of a rule file; false where somebody else changed it since the revision.</summary>
    public bool SetState(RuleUpload upload, string state)
        => database.Write((connection, transaction) => DetectionTable.SetRuleState(connection, transaction, upload.Id, state, upload.Revision) > 0);

    /// <summary>Hunts and other looks through logs, the newest first, at most <see cref="HuntsListedMax"/>.</summary>
    public IReadOnlyList<HuntEntry> Hunts() => database.Read(static connection => DetectionTable.Hunts(connection, HuntsListedMax));

    /// <summary>A hunt, or null.</summary>
    public HuntEntry? FindHunt(string id) => database.Read(connection => DetectionTable.Hunt(connection, id));

    /// <summary>Adds a hunt that begins.</summary>
    public void Add(HuntEntry hunt) => database.Write((connection, transaction) =>
    {
        DetectionTable.AddHunt(connection, transaction, hunt);
        return true;
    });

    /// <summary>Says that a hunt still runs, so that nobody takes it for interrupted.</summary>
    public void SeeHunt(string id)
    {
        var now = MomentOf(clock.GetUtcNow());
        database.Write((connection, transaction) => DetectionTable.SeeHunt(connection, transaction, id, now));
    }

    /// <summary>Ends a hunt that runs, with the rules that fired; false where it had ended already.</summary>
    public bool EndHunt(HuntEntry ended, IReadOnlyList<HuntRuleEntry> rules) => database.Write((connection, transaction) =>
    {
        if (DetectionTable.EndHunt(connection, transaction, ended with { EndedAt = MomentOf(clock.GetUtcNow()) }) == 0)
        {
            return false;
        }

        foreach (var rule in rules.DistinctBy(static rule => rule.Rule, StringComparer.Ordinal).Take(HuntRulesMax))
        {
            DetectionTable.AddHuntRule(connection, transaction, ended.Id, rule);
        }

        return true;
    });

    /// <summary>Takes a hunt off the list; false where it was not on it.</summary>
    public bool RemoveHunt(string id) => database.Write((connection, transaction) => DetectionTable.RemoveHunt(connection, transaction, id) > 0);

    /// <summary>Where a rule fired, by its key, the newest hunt first.</summary>
    public IReadOnlyList<HuntRuleEntry> HuntsOfRule(string rule) => database.Read(connection => DetectionTable.RuleInHunts(connection, rule, FiredRulesMax));

    /// <summary>Rules that fired in any hunt, most findings first.</summary>
    public IReadOnlyList<FiredRule> FiredRules() => database.Read(static connection => DetectionTable.FiredRules(connection, FiredRulesMax));

    /// <summary>A new id: 24 hexadecimal digits that nobody can guess.</summary>
    public static string NewDetectionId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>A time as the tables have it: ISO 8601 in UTC, to the second.</summary>
    public static string MomentOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A log file that somebody uploaded.</summary>
/// <param name="Id">24 hexadecimal digits; also the name of its folder.</param>
/// <param name="Name">As it was named where it came from; foreign text, never a path of this machine.</param>
/// <param name="File">Its name on the disk: safe, with the ending that tells its format.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hash of its bytes, 64 hexadecimal digits.</param>
/// <param name="ById">Who uploaded it.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="UploadedAt">When (UTC).</param>
/// <param name="ExpiresAt">When it is removed (UTC); empty for never.</param>
public sealed record LogUpload(string Id, string Name, string File, long Bytes, string Sha256, string ById, string ByName, string UploadedAt, string ExpiresAt);

/// <summary>A file of rules that somebody uploaded.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Name">As it was named where it came from; foreign text.</param>
/// <param name="File">Its name on the disk, which is safe.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Rules">Rules, correlations and filters in it.</param>
/// <param name="State">One of <see cref="Available"/>, <see cref="Deployed"/>, <see cref="Removed"/>: also the folder in which it lies.</param>
/// <param name="ById">Who uploaded it.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="UploadedAt">When (UTC).</param>
/// <param name="Revision">Counts changes of the state.</param>
public sealed record RuleUpload(string Id, string Name, string File, string Sha256, long Rules, string State, string ById, string ByName, string UploadedAt, long Revision)
{
    /// <summary>There, but not in use.</summary>
    public const string Available = "available";

    /// <summary>In use: it counts as detection.</summary>
    public const string Deployed = "deployed";

    /// <summary>Taken away; it can be brought back.</summary>
    public const string Removed = "removed";
}

/// <summary>A hunt, or another look through logs, as lists show it.</summary>
/// <param name="Id">24 hexadecimal digits; also the name of its folder.</param>
/// <param name="Kind"><c>hunt</c> or <c>inventory</c>.</param>
/// <param name="Title">As it was named; foreign text.</param>
/// <param name="Question">What was asked, as the JSON that asked it.</param>
/// <param name="ById">Who asked.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="BeganAt">When it began (UTC).</param>
/// <param name="EndedAt">When it ended (UTC); empty while it runs.</param>
/// <param name="SeenAt">When its server last said that it runs (UTC).</param>
/// <param name="State">One of <c>running</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c>, <c>interrupted</c>.</param>
/// <param name="Trouble">Why it failed; else empty.</param>
/// <param name="Records">Records that were read.</param>
/// <param name="Findings">Findings, or sources of an inventory.</param>
/// <param name="Rules">Rules that fired.</param>
/// <param name="Gravest">The gravest level among them, 0 to 5.</param>
public sealed record HuntEntry(
    string Id, string Kind, string Title, string Question, string ById, string ByName, string BeganAt, string EndedAt, string SeenAt, string State, string Trouble,
    long Records, long Findings, long Rules, long Gravest)
{
    /// <summary>It runs, or waits for its turn.</summary>
    public const string Running = "running";

    /// <summary>It ended well.</summary>
    public const string Done = "done";

    /// <summary>It could not be done.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody stopped it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its server ended before it did.</summary>
    public const string Interrupted = "interrupted";
}

/// <summary>A rule that fired in a hunt.</summary>
/// <param name="Hunt">The hunt.</param>
/// <param name="Rule">Key of the rule.</param>
/// <param name="Title">Title of the rule; in lists of one rule that of the hunt.</param>
/// <param name="Level">Its level.</param>
/// <param name="Hits">Matches.</param>
/// <param name="Findings">Findings.</param>
/// <param name="Hosts">Hosts.</param>
/// <param name="LastAt">The last match (UTC), or empty; in lists of one rule when the hunt began.</param>
public sealed record HuntRuleEntry(string Hunt, string Rule, string Title, string Level, long Hits, long Findings, long Hosts, string LastAt);

/// <summary>A rule that fired, over all hunts.</summary>
/// <param name="Rule">Key of the rule.</param>
/// <param name="Title">Its title.</param>
/// <param name="Level">Its level.</param>
/// <param name="Hits">Matches in all.</param>
/// <param name="Findings">Findings in all.</param>
/// <param name="Hunts">Hunts in which it fired.</param>
/// <param name="LastHunt">One of them.</param>
/// <param name="LastAt">The last match (UTC), or empty.</param>
public sealed record FiredRule(string Rule, string Title, string Level, long Hits, long Findings, long Hunts, string LastHunt, string LastAt);
