using System.Buffers;

namespace Merlon.Visibility;

/// <summary>How a log source writes the names of its events.</summary>
enum ChannelNameForm
{
    /// <summary><c>CreateUser</c>, <c>Describe*</c>: a verb that the cloud's interfaces use, then a noun.</summary>
    Api,

    /// <summary><c>FileAccessed</c>, <c>New-InboxRule</c>.</summary>
    Operation,

    /// <summary><c>user.session.start</c>.</summary>
    Dotted,

    /// <summary><c>Microsoft.Compute/virtualMachines/write</c>.</summary>
    Path,
}

/// <summary>Finds words and names of events in channel texts.</summary>
static class ChannelNames
{
    const char Stem = '*';

    static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.*/");

    /// <summary>Verbs with which the names of CloudTrail's events begin.</summary>
    static readonly string[] Verbs =
    [
        "Accept", "Add", "Allocate", "Assign", "Associate", "Assume", "Attach", "Authorize", "Batch", "Cancel", "Change", "Check", "Complete", "Configure", "Confirm",
        "Console", "Copy", "Create", "Deactivate", "Decrypt", "Delete", "Deregister", "Describe", "Detach", "Disable", "Disassociate", "Download", "Enable", "Encrypt",
        "Execute", "Export", "Generate", "Get", "Head", "Import", "Invoke", "Leave", "List", "Lookup", "Modify", "Move", "Pass", "Publish", "Purchase", "Put", "Reboot", "Register",
        "Release", "Remove", "Replace", "Request", "Reset", "Restore", "Resume", "Resync", "Retire", "Revert", "Revoke", "Rotate", "Run", "Schedule", "Search", "Send", "Set", "Share",
        "Start", "Stop", "Subscribe", "Switch", "Tag", "Terminate", "Transfer", "Untag", "Update", "Upload", "Verify",
    ];

    /// <summary>Words of two capitals that are products, not events.</summary>
    static readonly string[] Products =
    [
        "PowerShell", "SharePoint", "OneDrive", "SessionId", "CloudTrail", "AzureActiveDirectory", "CompanyAdministrator", "UserPrincipalName", "GitHub", "OAuth", "ReadOnly", "EmailItems",
    ];

    public static ChannelNameForm? FormOf(string word) => word switch
    {
        "<api>" => ChannelNameForm.Api,
        "<operation>" => ChannelNameForm.Operation,
        "<dotted>" => ChannelNameForm.Dotted,
        "<path>" => ChannelNameForm.Path,
        _ => null,
    };

    /// <summary>Names of events in the text, in order, each once.</summary>
    public static IReadOnlyList<string> In(string channel, ChannelNameForm form)
    {
        List<string> found = [];
        foreach (var token in TokensOf(channel))
        {
            var name = NameOf(token, form);
            if (name is not null && !found.Contains(name, StringComparer.Ordinal))
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>
    /// True when the word stands in the text by itself, case ignored: no letter, digit or underscore beside it. A trailing <c>*</c>
    /// lets it go on.
    /// </summary>
    public static bool HasWord(string channel, string word)
    {
        var isStem = word.EndsWith(Stem);
        var wanted = isStem ? word.AsSpan(0, word.Length - 1) : word;
        var text = channel.AsSpan();
        for (var at = text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase); at >= 0;)
        {
            var end = at + wanted.Length;
            if ((at == 0 || !IsLetter(text[at - 1]) || !IsLetter(text[at])) && (isStem || end == text.Length || !IsLetter(text[end]) || !IsLetter(text[end - 1])))
            {
                return true;
            }

            var next = text[(at + 1)..].IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    static string? NameOf(string token, ChannelNameForm form) => form switch
    {
        ChannelNameForm.Dotted => token.Contains('.', StringComparison.Ordinal) && token.Split('.').All(static p => p.Length > 1 && char.IsLetter(p[0])) && !token.Contains('/', StringComparison.Ordinal) ? token : null,
        ChannelNameForm.Path => token.Count(static c => c == '/') >= 2 && token.StartsWith("Microsoft.", StringComparison.OrdinalIgnoreCase) ? token : null,
        ChannelNameForm.Api => IsApi(token) ? token : null,
        _ => !Products.Contains(token, StringComparer.OrdinalIgnoreCase) && (IsCmdlet(token) || Humps(token) >= 2) ? token : null,
    };

    static bool IsApi(string token)
    {
        var name = token.EndsWith(Stem) ? token[..^1] : token;
        return name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c))
            && Array.Exists(Verbs, verb => name.StartsWith(verb, StringComparison.Ordinal)
                && (name.Length == verb.Length ? token.EndsWith(Stem) || verb is "Decrypt" or "Encrypt" or "Publish" : char.IsUpper(name[verb.Length])));
    }

    static bool IsCmdlet(string token)
        => token.IndexOf('-', StringComparison.Ordinal) is var dash && dash > 1 && dash < token.Length - 2 && char.IsUpper(token[0]) && char.IsUpper(token[dash + 1])
            && token.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') && Humps(token[(dash + 1)..]) >= 1 && char.IsLower(token[1]) && char.IsLower(token[dash + 2]);

    /// <summary>Capitals that a lower-case letter follows, of a token that has only letters and begins with one; else 0.</summary>
    static int Humps(string token)
    {
        if (token.Length == 0 || !char.IsUpper(token[0]) || !token.All(static c => char.IsAsciiLetterOrDigit(c)))
        {
            return 0;
        }

        var humps = 0;
        for (var i = 0; i + 1 < token.Length; i++)
        {
            humps += char.IsUpper(token[i]) && char.IsLower(token[i + 1]) ? 1 : 0;
        }

        return humps;
    }

    static IEnumerable<string> TokensOf(string channel)
    {
        for (var at = 0; at < channel.Length;)
        {
            var begin = channel.AsSpan(at).IndexOfAny(TokenCharacters);
            if (begin < 0)
            {
                yield break;
            }

            at += begin;
            var length = channel.AsSpan(at).IndexOfAnyExcept(TokenCharacters) is var end and >= 0 ? end : channel.Length - at;
            var token = channel.Substring(at, length).Trim('.', '-', '_', '/');
            // "GetSecretValue/PutSecretValue" are two, "Microsoft.Compute/virtualMachines/write" is one
            foreach (var part in token.StartsWith("Microsoft.", StringComparison.OrdinalIgnoreCase) ? [token] : token.Split('/'))
            {
                yield return part;
            }

            at += length;
        }
    }

    static bool IsLetter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
