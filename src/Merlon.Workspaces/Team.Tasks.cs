using System.Globalization;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>What people are asked to do about a subject.</content>
public sealed partial class Team
{
    /// <summary>Longest title of a task, in characters.</summary>
    public const int TaskTitleCharactersMax = 500;

    /// <summary>Most tasks of a team that are open.</summary>
    public const int OpenTasksMax = 20_000;

    /// <summary>Tasks: open ones first, then by day, priority and when they were asked for.</summary>
    public IReadOnlyList<TalkTask> Tasks(TalkTaskQuery query)
    {
        var found = database.Read(connection => TalkTable.Tasks(connection, query));
        return [.. found.OrderBy(static task => task.State == TalkTask.Open ? 0 : 1).ThenBy(static task => task.Due ?? DateOnly.MaxValue)
            .ThenBy(static task => TalkTask.Priorities.ToList().IndexOf(task.Priority)).ThenBy(static task => task.MadeAt).ThenBy(static task => task.Id, StringComparer.Ordinal)];
    }

    /// <summary>A task, or null.</summary>
    public TalkTask? FindTask(string id) => database.Read(connection => TalkTable.FindTask(connection, transaction: null, id));

    /// <summary>Asks for something to be done; id, times and revision are made here.</summary>
    /// <exception cref="InvalidDataException">A value is not one, or there are <see cref="OpenTasksMax"/> open tasks.</exception>
    public TalkTask AddTask(TalkTask task)
    {
        var added = Checked(task) with { Id = NewId(), MadeAt = Now(), ChangedAt = Now(), Revision = 1 };
        return database.Write((connection, transaction) =>
        {
            if (TalkTable.CountOpen(connection, transaction) >= OpenTasksMax)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"there are {OpenTasksMax:N0} open tasks already"));
            }

            TalkTable.Insert(connection, transaction, added);
            return added;
        });
    }

    /// <summary>Changes a task.</summary>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision that the change was made of; null for whatever it is.</param>
    /// <param name="change">Makes the task that there is what it becomes.</param>
    /// <returns>The task as it is now; null when somebody else changed it since <paramref name="revision"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such task.</exception>
    /// <exception cref="InvalidDataException">A value is not one.</exception>
    public TalkTask? ChangeTask(string id, long? revision, Func<TalkTask, TalkTask> change) => database.Write((connection, transaction) =>
    {
        var task = TalkTable.FindTask(connection, transaction, id) ?? throw new FileNotFoundException("there is no such task");
        if (revision is { } known && known != task.Revision)
        {
            return null;
        }

        var changed = Checked(change(task)) with { Id = task.Id, Subject = task.Subject, MadeBy = task.MadeBy, MadeAt = task.MadeAt, ChangedAt = Now(), Revision = task.Revision + 1 };
        TalkTable.Update(connection, transaction, changed);
        return changed;
    });

    static TalkTask Checked(TalkTask task)
    {
        if (!TalkTask.States.Contains(task.State, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"a task is {string.Join(", ", TalkTask.States)}, not '{task.State}'");
        }

        if (!TalkTask.Priorities.Contains(task.Priority, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"a task's priority is {string.Join(", ", TalkTask.Priorities)}, not '{task.Priority}'");
        }

        return task with { Title = TidyText(task.Title, TaskTitleCharactersMax, "a task").Replace('\n', ' '), Assignee = task.Assignee.Trim().ToLowerInvariant() };
    }
}
