using System.Collections.Concurrent;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>What was worked out of the present standing: made once for all requests, forgotten when a file changes. Nothing here is the truth.</summary>
sealed class StandingShelf
{
    /// <summary>Most things that are kept of one standing; when there are more, all are forgotten.</summary>
    public const int ItemsMax = 512;

    Shelf shelf = new("");

    /// <summary>What is kept under a key, or made now; others who ask meanwhile wait for it. What failed is tried anew by who asks next.</summary>
    public T Keep<T>(Standing standing, string key, Func<T> make)
        where T : class
    {
        var items = ShelfOf(standing).Items;
        var made = items.GetOrAdd(key, _ => new Lazy<object>(make));
        try
        {
            return (T)made.Value;
        }
        catch
        {
            items.TryRemove(new KeyValuePair<string, Lazy<object>>(key, made)); // else it would keep what went wrong
            throw;
        }
    }

    /// <summary>What is made in the background under a key: begun now unless it was before. What failed is tried anew by who asks next.</summary>
    public Task<T> KeepAsync<T>(Standing standing, string key, Func<Task<T>> make)
    {
        var items = ShelfOf(standing).Items;
        var made = (Task<T>)items.GetOrAdd(key, _ => new Lazy<object>(() => Task.Run(make))).Value;
        if (made.IsFaulted || made.IsCanceled)
        {
            items.TryRemove(key, out _);
        }

        return made;
    }

    /// <summary>What is kept already; null for what was not made, or is being made.</summary>
    public T? Find<T>(Standing standing, string key)
        where T : class
        => ShelfOf(standing).Items.TryGetValue(key, out var item) && item.IsValueCreated
            ? item.Value is Task<T> task ? task.IsCompletedSuccessfully ? task.Result : null : item.Value as T
            : null;

    /// <summary>Forgets what is kept under a key, so that it is made anew.</summary>
    public void Forget(Standing standing, string key) => ShelfOf(standing).Items.TryRemove(key, out _);

    Shelf ShelfOf(Standing standing)
    {
        while (true)
        {
            var present = Volatile.Read(ref shelf);
            if (string.Equals(present.Tag, standing.Tag, StringComparison.Ordinal) && present.Items.Count < ItemsMax)
            {
                return present;
            }

            Interlocked.CompareExchange(ref shelf, new Shelf(standing.Tag), present); // one for all who come at once: what one begins, the others find
        }
    }

    sealed record Shelf(string Tag)
    {
        public ConcurrentDictionary<string, Lazy<object>> Items { get; } = new(StringComparer.Ordinal);
    }
}
