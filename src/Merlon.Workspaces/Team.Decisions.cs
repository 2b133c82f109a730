using System.Globalization;
using System.Security.Cryptography;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Team
{
    /// <summary>Most decisions that are kept.</summary>
    public const int DecisionsMax = 20_000;

    /// <summary>Longest reason of a decision, in characters.</summary>
    public const int DecisionReasonCharsMax = 2_000;

    /// <summary>Longest subject of a decision, in characters.</summary>
    public const int DecisionSubjectCharsMax = 200;

    /// <summary>Every decision, newest first, ended ones too.</summary>
    public IReadOnlyList<Decision> Decisions() => database.Read(static connection => DecisionTable.List(connection, DecisionsMax).Select(DecisionOf).ToList());

    /// <summary>Records a decision.</summary>
    /// <param name="subject">What it is about, such as <c>gap:T1059</c> or <c>sign-off:3</c>.</param>
    /// <param name="kind">What was decided.</param>
    /// <param name="reason">Why; required.</param>
    /// <param name="until">The last day that it holds, or null for no end.</param>
    /// <param name="author">Who decided.</param>
    /// <exception cref="InvalidDataException">The reason or the subject is empty or too long, or there are too many.</exception>
    public Decision Decide(string subject, DecisionKind kind, string reason, DateOnly? until, Author author)
    {
        Require(subject, DecisionSubjectCharsMax, "what the decision is about");
        Require(reason, DecisionReasonCharsMax, "the reason");
        DecisionRow row = new()
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), Subject = subject, Kind = WordOf(kind), Reason = reason, ById = author.Id, ByName = author.Name,
            Until = until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", At = JournalText.Of(clock.GetUtcNow()),
        };
        return database.Write((connection, transaction) =>
        {
            if (DecisionTable.Count(connection, transaction) >= DecisionsMax)
            {
                throw new InvalidDataException($"at most {DecisionsMax} decisions are kept");
            }

            DecisionTable.Insert(connection, transaction, row);
            return DecisionOf(row);
        });
    }

    /// <summary>Ends a decision before its time; it stays on record. Null when there is none of the id.</summary>
    /// <exception cref="InvalidDataException">It has ended already, or the reason is empty or too long.</exception>
    public Decision? EndDecision(string id, string reason, Author author)
    {
        Require(reason, DecisionReasonCharsMax, "the reason");
        return database.Write((connection, transaction) =>
        {
            if (DecisionTable.Find(connection, transaction, id) is not { } row)
            {
                return null;
            }

            if (row.EndedAt.Length > 0)
            {
                throw new InvalidDataException("the decision has ended already");
            }

            DecisionTable.End(connection, transaction, id, JournalText.Of(clock.GetUtcNow()), author.Name, reason);
            return DecisionOf(DecisionTable.Find(connection, transaction, id)!); // it was there a line ago, in the same transaction
        });
    }

    static void Require(string text, int charsMax, string what)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > charsMax)
        {
            throw new InvalidDataException($"{what} is needed, in at most {charsMax} characters");
        }
    }

    static string WordOf(DecisionKind kind) => kind == DecisionKind.Accept ? "accept" : "withdraw";

    static Decision DecisionOf(DecisionRow row) => new(
        row.Id, row.Subject, row.Kind == "withdraw" ? DecisionKind.Withdraw : DecisionKind.Accept, row.Reason,
        DateOnly.TryParseExact(row.Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, new Author(row.ById, row.ByName), JournalText.Instant(row.At))
    {
        EndedAt = row.EndedAt.Length == 0 ? null : JournalText.Instant(row.EndedAt),
        EndedBy = row.EndedBy,
        EndedReason = row.EndedReason,
    };
}

/// <summary>Something that an approver decided.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Subject">What it is about: <c>gap:T1059</c>, <c>sign-off:3</c>.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Reason">Why; foreign text.</param>
/// <param name="Until">The last day that it holds, or null for no end.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When (UTC).</param>
public sealed record Decision(string Id, string Subject, DecisionKind Kind, string Reason, DateOnly? Until, Author By, DateTimeOffset At)
{
    /// <summary>When it was ended before its time (UTC), or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it; empty while nobody did.</summary>
    public string EndedBy { get; init; } = "";

    /// <summary>Why; empty while nobody did.</summary>
    public string EndedReason { get; init; } = "";

    /// <summary>True while it holds on a day.</summary>
    public bool HoldsOn(DateOnly day) => EndedAt is null && (Until is null || day <= Until);
}

/// <summary>What can be decided.</summary>
public enum DecisionKind
{
    /// <summary>A risk is accepted as it is.</summary>
    Accept,

    /// <summary>A sign-off does not stand any more.</summary>
    Withdraw,
}
