namespace Merlon.Workspaces;

/// <summary>Somebody who says something: their key and what they sign in with and are called.</summary>
/// <param name="Id">Stable key.</param>
/// <param name="Login">What others write behind @ to call them.</param>
/// <param name="Name">As shown; foreign text.</param>
public sealed record TalkPerson(string Id, string Login, string Name);

/// <summary>One comment on a subject. A deleted one stays as a tombstone without its text.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Subject">As <see cref="TalkSubject"/> writes it.</param>
/// <param name="AuthorId">Key of who wrote it.</param>
/// <param name="AuthorName">What they were called then; foreign text.</param>
/// <param name="Text">Plain text with line breaks; foreign. Empty once deleted.</param>
/// <param name="MadeAt">When it was written (UTC).</param>
public sealed record TalkComment(string Id, string Subject, string AuthorId, string AuthorName, string Text, DateTimeOffset MadeAt)
{
    /// <summary>When it was last edited; null for never.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>What who deleted it was called; empty while it stands.</summary>
    public string DeletedBy { get; init; } = "";

    /// <summary>Grows with every change, from 1.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>True for a tombstone.</summary>
    public bool IsDeleted => DeletedBy.Length > 0;
}

/// <summary>What a comment said before it was changed.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Text">What it said.</param>
/// <param name="By">Who wrote that; foreign text.</param>
/// <param name="At">When (UTC).</param>
public sealed record TalkPast(long Revision, string Text, string By, DateTimeOffset At);

/// <summary>Something that somebody is asked to do about a subject.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Subject">As <see cref="TalkSubject"/> writes it.</param>
/// <param name="Title">What is to be done; foreign text.</param>
public sealed record TalkTask(string Id, string Subject, string Title)
{
    /// <summary>States: to be done; done; given up.</summary>
    public const string Open = "open", Done = "done", Dropped = "dropped";

    /// <summary>Every state.</summary>
    public static IReadOnlyList<string> States { get; } = [Open, Done, Dropped];

    /// <summary>Every priority, most urgent first.</summary>
    public static IReadOnlyList<string> Priorities { get; } = ["high", "normal", "low"];

    /// <summary>Login of who is to do it; empty for nobody yet.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>Until when; null for no day.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>One of <see cref="States"/>.</summary>
    public string State { get; init; } = Open;

    /// <summary>One of <see cref="Priorities"/>.</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>What who asked for it was called; foreign text.</summary>
    public string MadeBy { get; init; } = "";

    /// <summary>When it was asked for (UTC).</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Grows with every change, from 1.</summary>
    public long Revision { get; init; } = 1;
}

/// <summary>Which tasks are asked for; what is null does not matter.</summary>
public sealed record TalkTaskQuery
{
    /// <summary>One of <see cref="TalkTask.States"/>.</summary>
    public string? State { get; init; }

    /// <summary>Login of who is to do it.</summary>
    public string? Assignee { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }
}

/// <summary>Something that was said for somebody: they were called, or it concerns what they watch or are to do.</summary>
/// <param name="Comment">The comment.</param>
/// <param name="Why"><c>mention</c>, <c>watch</c> or <c>task</c>.</param>
/// <param name="IsSeen">True once they looked.</param>
public sealed record TalkNotice(TalkComment Comment, string Why, bool IsSeen);

/// <summary>Somebody who looks at a subject now.</summary>
/// <param name="PersonId">Their key.</param>
/// <param name="Name">As shown; foreign text.</param>
/// <param name="IsWriting">True while they type.</param>
public sealed record TalkPresence(string PersonId, string Name, bool IsWriting);

/// <summary>How much was said and asked for about a subject.</summary>
/// <param name="Subject">As <see cref="TalkSubject"/> writes it.</param>
/// <param name="Comments">Comments that stand.</param>
/// <param name="Open">Tasks that are open.</param>
/// <param name="LastAt">When something was last said or asked for (UTC).</param>
public sealed record TalkSummary(string Subject, int Comments, int Open, DateTimeOffset LastAt);
