using System.Globalization;
using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Comments, tasks and who is here, as JSON.</summary>
static class TalkJson
{
    /// <summary>One comment.</summary>
    public static void Write(Utf8JsonWriter json, TalkComment comment)
    {
        json.WriteStartObject();
        json.WriteString("id", comment.Id);
        json.WriteString("subject", comment.Subject);
        json.WriteString("author", comment.AuthorId);
        json.WriteString("author_name", comment.AuthorName);
        json.WriteString("text", comment.Text);
        json.WriteString("made_at", Time(comment.MadeAt));
        json.WriteString("edited_at", comment.EditedAt is { } at ? Time(at) : null);
        json.WriteString("deleted_by", comment.IsDeleted ? comment.DeletedBy : null);
        json.WriteNumber("revision", comment.Revision);
        json.WriteEndObject();
    }

    /// <summary>What a comment said before.</summary>
    public static void Write(Utf8JsonWriter json, TalkPast past)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", past.Revision);
        json.WriteString("text", past.Text);
        json.WriteString("by", past.By);
        json.WriteString("at", Time(past.At));
        json.WriteEndObject();
    }

    /// <summary>One task.</summary>
    public static void Write(Utf8JsonWriter json, TalkTask task)
    {
        json.WriteStartObject();
        json.WriteString("id", task.Id);
        json.WriteString("subject", task.Subject);
        json.WriteString("title", task.Title);
        json.WriteString("assignee", task.Assignee.Length > 0 ? task.Assignee : null);
        json.WriteDay("due", task.Due);
        json.WriteString("state", task.State);
        json.WriteString("priority", task.Priority);
        json.WriteString("made_by", task.MadeBy);
        json.WriteString("made_at", Time(task.MadeAt));
        json.WriteString("changed_at", Time(task.ChangedAt));
        json.WriteNumber("revision", task.Revision);
        json.WriteEndObject();
    }

    /// <summary>Something that was said for somebody.</summary>
    public static void Write(Utf8JsonWriter json, TalkNotice notice)
    {
        json.WriteStartObject();
        json.WriteString("why", notice.Why);
        json.WriteBoolean("seen", notice.IsSeen);
        json.WritePropertyName("comment");
        Write(json, notice.Comment);
        json.WriteEndObject();
    }

    /// <summary>Who looks at a subject now.</summary>
    public static void Write(Utf8JsonWriter json, TalkPresence presence)
    {
        json.WriteStartObject();
        json.WriteString("person", presence.PersonId);
        json.WriteString("name", presence.Name);
        json.WriteBoolean("writing", presence.IsWriting);
        json.WriteEndObject();
    }

    /// <summary>What is talked about.</summary>
    public static void Write(Utf8JsonWriter json, TalkSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("subject", summary.Subject);
        json.WriteNumber("comments", summary.Comments);
        json.WriteNumber("open", summary.Open);
        json.WriteString("last_at", Time(summary.LastAt));
        json.WriteEndObject();
    }

    /// <summary>A moment as it is written everywhere.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
