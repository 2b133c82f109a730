using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Talk;

/// <summary>What the talk about a subject shows to somebody.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Comments">Oldest first, tombstones among them.</param>
/// <param name="Tasks">Open ones first.</param>
public sealed record TalkView(TalkSubject Subject, IReadOnlyList<TalkComment> Comments, IReadOnlyList<TalkTask> Tasks)
{
    /// <summary>Whether the reader is told of what is said here.</summary>
    public bool IsWatching { get; init; }

    /// <summary>Who else looks at it now.</summary>
    public IReadOnlyList<TalkPresence> Here { get; init; } = [];

    /// <summary>People who may be called and asked, by login.</summary>
    public IReadOnlyList<TalkPerson> People { get; init; } = [];

    /// <summary>Another text for every other state of comments and tasks.</summary>
    public string Tag => $"{Comments.Count}.{Comments.Sum(static comment => comment.Revision)}.{Tasks.Count}.{Tasks.Sum(static task => task.Revision)}";

    /// <summary>Reads it for a caller.</summary>
    internal static TalkView Of(Team team, TalkSubject subject, Caller caller)
    {
        var people = TalkPeople.Of(team);
        return new TalkView(subject, team.Comments(subject), team.Tasks(new TalkTaskQuery { Subject = $"{subject}" }))
        {
            IsWatching = team.IsWatching(subject, TalkPeople.LoginOf(team, caller)),
            Here = [.. team.WhoIsAt(subject).Where(who => who.PersonId != caller.Id)],
            People = people,
        };
    }

    /// <summary>Where a subject's own page is.</summary>
    public static string HrefOf(string subject)
    {
        if (!TalkSubject.TryParse(subject, out var parsed))
        {
            return "/talk";
        }

        var id = string.Join('/', parsed.Id.Split('/').Select(Uri.EscapeDataString));
        return parsed.Kind switch
        {
            "technique" or "object" => "/knowledge/" + id,
            "gap" => "/assessment/gaps/" + id,
            "rule" => "/detection/rules/" + id,
            "finding" when id.Split('/') is [var hunt, var number] => $"/detection/hunts/{hunt}/findings/{number}",
            _ => "/talk/about?subject=" + Uri.EscapeDataString(subject),
        };
    }
}
