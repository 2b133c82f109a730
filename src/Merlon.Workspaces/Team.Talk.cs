using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>What people say about techniques, gaps, rules and findings: comments, who is called by them, and who is here.</content>
public sealed partial class Team
{
    /// <summary>Longest comment, in characters.</summary>
    public const int CommentCharactersMax = 10_000;

    /// <summary>Most comments on one subject, tombstones among them.</summary>
    public const int CommentsMax = 2_000;

    /// <summary>Most people that one comment calls; further ones are not told.</summary>
    public const int MentionsMax = 50;

    /// <summary>How long somebody counts as here after their page last said so, in seconds.</summary>
    public const int TalkPresenceSeconds = 60;

    /// <summary>Comments on a subject, oldest first.</summary>
    public IReadOnlyList<TalkComment> Comments(TalkSubject subject) => database.Read(connection => TalkTable.CommentsOn(connection, $"{subject}"));

    /// <summary>All comments that stand, newest first.</summary>
    public (IReadOnlyList<TalkComment> Comments, int Total) LatestComments(int offset, int limit)
        => database.Read(connection => (TalkTable.Latest(connection, offset, limit), TalkTable.CountStanding(connection)));

    /// <summary>A comment, or null.</summary>
    public TalkComment? FindComment(string id) => database.Read(connection => TalkTable.FindComment(connection, transaction: null, id));

    /// <summary>What a comment said before, oldest first.</summary>
    public IReadOnlyList<TalkPast> CommentHistory(string id) => database.Read(connection => TalkTable.Past(connection, id));

    /// <summary>Says something. Who is called by it, watches the subject or has a task there is told; the author watches it from now on.</summary>
    /// <exception cref="InvalidDataException">The text is empty or too long, or too much was said there.</exception>
    public TalkComment AddComment(TalkSubject subject, TalkPerson author, string text)
    {
        TalkComment comment = new(NewId(), $"{subject}", author.Id, author.Name, TidyText(text, CommentCharactersMax, "a comment"), Now());
        return database.Write((connection, transaction) =>
        {
            if (TalkTable.CountOn(connection, transaction, comment.Subject) >= CommentsMax)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{subject} has {CommentsMax:N0} comments already"));
            }

            TalkTable.Insert(connection, transaction, comment);
            TalkTable.Watch(connection, transaction, author.Login, comment.Subject, isWatching: true);
            foreach (var (login, why) in ToBeTold(comment.Text, author.Login, TalkTable.Watchers(connection, transaction, comment.Subject), TalkTable.Assignees(connection, transaction, comment.Subject)))
            {
                TalkTable.Tell(connection, transaction, login, comment.Id, why);
            }

            return comment;
        });
    }

    /// <summary>Changes what a comment says; what it said is kept.</summary>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision that the change was made of; null for whatever it is.</param>
    /// <param name="by">Who.</param>
    /// <param name="text">What it says now.</param>
    /// <returns>The comment as it is now; null when somebody else changed it since <paramref name="revision"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such comment, or it is deleted.</exception>
    /// <exception cref="InvalidDataException">The text is empty or too long.</exception>
    public TalkComment? EditComment(string id, long? revision, TalkPerson by, string text)
    {
        var tidy = TidyText(text, CommentCharactersMax, "a comment");
        return Change(id, revision, by, comment => comment with { Text = tidy, EditedAt = Now() }, (comment, changed) => NewlyCalled(comment.Text, changed.Text, by.Login));
    }

    /// <summary>Takes a comment away: a tombstone remains, and what it said is kept in its history.</summary>
    /// <returns>The tombstone; null when somebody else changed the comment since <paramref name="revision"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such comment, or it is deleted already.</exception>
    public TalkComment? DeleteComment(string id, long? revision, TalkPerson by)
        => Change(id, revision, by, comment => comment with { Text = "", DeletedBy = by.Name.Length > 0 ? by.Name : by.Login }, static (_, _) => []);

    /// <summary>Whether somebody is told of what is said about a subject.</summary>
    public bool IsWatching(TalkSubject subject, string login) => database.Read(connection => TalkTable.Watchers(connection, transaction: null, $"{subject}").Contains(login, StringComparer.Ordinal));

    /// <summary>Begins or ends to tell somebody of what is said about a subject.</summary>
    public void Watch(TalkSubject subject, string login, bool isWatching) => database.Write((connection, transaction) =>
    {
        TalkTable.Watch(connection, transaction, login, $"{subject}", isWatching);
        return true;
    });

    /// <summary>What was said for somebody, newest first.</summary>
    public (IReadOnlyList<TalkNotice> Notices, int Total) Notices(string login, int offset, int limit)
        => database.Read(connection => (TalkTable.NoticesOf(connection, login, offset, limit), TalkTable.CountNotices(connection, login, unseenOnly: false)));

    /// <summary>How much waits for somebody: what they have not seen, and tasks of theirs that are open.</summary>
    public int WaitingFor(string login) => database.Read(connection => TalkTable.CountNotices(connection, login, unseenOnly: true) + TalkTable.CountOpenOf(connection, login));

    /// <summary>Says that somebody looked at what was said for them: about one subject, or about everything.</summary>
    public void SeeNotices(string login, TalkSubject? subject) => database.Write((connection, transaction) =>
    {
        TalkTable.See(connection, transaction, login, subject?.ToString());
        return true;
    });

    /// <summary>Says that somebody looks at a subject now.</summary>
    public void StayAt(TalkSubject subject, TalkPresence who) => database.Write((connection, transaction) =>
    {
        TalkTable.Stay(connection, transaction, $"{subject}", who, Now());
        TalkTable.ForgetPresence(connection, transaction, Now().AddHours(-1));
        return true;
    });

    /// <summary>Who looks at a subject now, by name.</summary>
    public IReadOnlyList<TalkPresence> WhoIsAt(TalkSubject subject) => database.Read(connection => TalkTable.At(connection, $"{subject}", Now().AddSeconds(-TalkPresenceSeconds)));

    /// <summary>What is talked about, most recently first.</summary>
    public IReadOnlyList<TalkSummary> TalkedAbout() => database.Read(TalkTable.Summaries);

    /// <summary>Logins that a text calls: @login, each once, in order.</summary>
    public static IReadOnlyList<string> MentionsIn(string text)
        => [.. Mention().Matches(text).Select(static match => match.Groups["login"].Value.TrimEnd('.', '-').ToLowerInvariant()).Distinct(StringComparer.Ordinal).Take(MentionsMax)];

    TalkComment? Change(string id, long? revision, TalkPerson by, Func<TalkComment, TalkComment> change, Func<TalkComment, TalkComment, IEnumerable<string>> calls) => database.Write((connection, transaction) =>
    {
        var comment = TalkTable.FindComment(connection, transaction, id);
        if (comment is null || comment.IsDeleted)
        {
            throw new FileNotFoundException(comment is null ? "there is no such comment" : "the comment is deleted");
        }

        if (revision is { } known && known != comment.Revision)
        {
            return null;
        }

        var changed = change(comment) with { Revision = comment.Revision + 1 };
        TalkTable.Keep(connection, transaction, comment);
        TalkTable.Update(connection, transaction, changed);
        foreach (var login in calls(comment, changed))
        {
            TalkTable.Tell(connection, transaction, login, id, "mention");
        }

        return changed;
    });

    static IEnumerable<(string Login, string Why)> ToBeTold(string text, string author, IReadOnlyList<string> watchers, IReadOnlyList<string> assignees)
        => MentionsIn(text).Select(static login => (login, "mention")).Concat(assignees.Select(static login => (login, "task"))).Concat(watchers.Select(static login => (login, "watch")))
            .Where(told => told.Item1 != author).DistinctBy(static told => told.Item1, StringComparer.Ordinal);

    static IEnumerable<string> NewlyCalled(string before, string after, string author) => MentionsIn(after).Except(MentionsIn(before), StringComparer.Ordinal).Where(login => login != author);

    /// <summary>Text as it is kept: one kind of line break, no control characters, no space around it.</summary>
    static string TidyText(string text, int charactersMax, string what)
    {
        StringBuilder tidy = new(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            tidy.Append(c is '\n' || !char.IsControl(c) ? c : ' ');
        }

        var kept = tidy.ToString().Trim();
        return kept.Length == 0 ? throw new InvalidDataException($"{what} says something")
            : kept.Length > charactersMax ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{what} has at most {charactersMax:N0} characters, not {kept.Length:N0}"))
            : kept;
    }

    static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    DateTimeOffset Now() => clock.GetUtcNow();

    [GeneratedRegex(@"(?<![\w@.])@(?<login>[\p{L}\p{Nd}][\p{L}\p{Nd}._+-]{0,98})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mention();
}
