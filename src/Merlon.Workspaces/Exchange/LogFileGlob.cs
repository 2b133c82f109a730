namespace Merlon.Workspaces.Exchange;

/// <summary>
/// A path with <c>*</c> (any run within a name), <c>?</c> (one character of a name) and <c>**</c> (any folders, none
/// included), matched name by name while folders are walked. Hidden names only match a part that begins with a point. Case
/// counts where the file system says so: not on Windows.
/// </summary>
sealed class LogFileGlob
{
    const string AnyFolders = "**";

    readonly string[] parts;

    /// <summary>Reads a pattern with <c>/</c> between its parts.</summary>
    public LogFileGlob(string pattern)
    {
        var all = pattern.Split('/');
        var plain = all.TakeWhile(static part => !IsPattern(part)).Count();
        Root = string.Join('/', all[..plain]) + (plain == 1 && all[0].Length == 0 ? "/" : "");
        parts = [.. all[plain..].Where(static part => part.Length > 0)];
    }

    /// <summary>The folder in front of the first part with a wildcard; empty for the current one.</summary>
    public string Root { get; }

    /// <summary>True where a text has wildcards.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Which parts the next name may fit, after a name was met while those of <paramref name="states"/> might fit; empty where nothing below can match.</summary>
    public IReadOnlyList<int> Step(IReadOnlyList<int> states, string name)
    {
        List<int> next = [];
        foreach (var state in states)
        {
            Step(state, name, next);
        }

        return next;
    }

    /// <summary>True where the names that were met match the whole pattern.</summary>
    public bool IsEnd(IReadOnlyList<int> states) => states.Any(state => parts.AsSpan(state).IndexOfAnyExcept(AnyFolders) < 0);

    /// <summary>True for a name that fits one part: linear, for no part is tried twice from one place.</summary>
    public static bool Fits(string part, string name)
    {
        if (name.StartsWith('.') && !part.StartsWith('.'))
        {
            return false;
        }

        var (p, n, star, restart) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < part.Length && part[p] == '*')
            {
                star = p++;
                restart = n;
            }
            else if (p < part.Length && (part[p] == '?' || IsSame(part[p], name[n])))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++restart;
            }
            else
            {
                return false;
            }
        }

        return part.AsSpan(p).IndexOfAnyExcept('*') < 0;
    }

    void Step(int state, string name, List<int> next)
    {
        while (state < parts.Length && parts[state].Equals(AnyFolders, StringComparison.Ordinal))
        {
            if (!name.StartsWith('.'))
            {
                Add(state);
            }

            state++;
        }

        if (state < parts.Length && Fits(parts[state], name))
        {
            Add(state + 1);
        }

        void Add(int reached)
        {
            if (!next.Contains(reached))
            {
                next.Add(reached);
            }
        }
    }

    static bool IsSame(char a, char b)
        => a == b || OperatingSystem.IsWindows() && char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
