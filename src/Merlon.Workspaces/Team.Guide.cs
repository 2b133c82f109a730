using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Team
{
    /// <summary>Most answers of the guide that are kept.</summary>
    public const int GuideAnswersMax = 5_000;

    /// <summary>Longest subject of an answer, in characters.</summary>
    public const int GuideSubjectCharsMax = 200;

    /// <summary>How long somebody counts as present after they were last heard of, in seconds.</summary>
    public const int PresenceSeconds = 30;

    /// <summary>What people answered in the guide that no file says: unknown, skipped, done.</summary>
    public IReadOnlyList<GuideAnswer> GuideAnswers() => database.Read(OrganisationVersionTable.Answers);

    /// <summary>Remembers an answer; an empty one takes it back.</summary>
    /// <exception cref="InvalidDataException">There are too many, or the subject is too long.</exception>
    public void AnswerGuide(string step, string subject, string answer, Author author)
    {
        if (subject.Length > GuideSubjectCharsMax)
        {
            throw new InvalidDataException($"a subject has at most {GuideSubjectCharsMax} characters");
        }

        database.Write((connection, transaction) =>
        {
            if (answer.Length > 0 && OrganisationVersionTable.CountAnswers(connection, transaction) >= GuideAnswersMax)
            {
                throw new InvalidDataException($"the guide keeps at most {GuideAnswersMax} answers");
            }

            OrganisationVersionTable.SetAnswer(connection, transaction, new GuideAnswer { Step = step, Subject = subject, Answer = answer, ByName = author.Name, At = JournalText.Of(clock.GetUtcNow()) });
            return true;
        });
    }

    /// <summary>Says that somebody looks at a step, and gives everybody who does.</summary>
    public IReadOnlyList<GuidePresence> BePresent(Author author, string step)
    {
        var now = clock.GetUtcNow();
        var since = JournalText.Of(now.AddSeconds(-PresenceSeconds));
        GuidePresence presence = new() { Person = author.Id, Name = author.Name, Step = step, At = JournalText.Of(now) };
        return database.Write((connection, transaction) =>
        {
            OrganisationVersionTable.SetPresence(connection, transaction, presence, since);
            return OrganisationVersionTable.Presence(connection, since);
        });
    }
}

/// <summary>An answer of the guide that the organisation file has no place for.</summary>
public sealed class GuideAnswer
{
    /// <summary>Which step.</summary>
    public string Step { get; init; } = "";

    /// <summary>What of it; empty for the step as a whole.</summary>
    public string Subject { get; init; } = "";

    /// <summary><c>unknown</c>, <c>skipped</c> or <c>done</c>.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Who answered; foreign text.</summary>
    public string ByName { get; init; } = "";

    /// <summary>When (UTC, ISO 8601).</summary>
    public string At { get; init; } = "";
}

/// <summary>Somebody who looks at a step of the guide.</summary>
public sealed class GuidePresence
{
    /// <summary>Their key.</summary>
    public string Person { get; init; } = "";

    /// <summary>As shown; foreign text.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which step.</summary>
    public string Step { get; init; } = "";

    /// <summary>When they were last heard of (UTC, ISO 8601).</summary>
    public string At { get; init; } = "";
}
