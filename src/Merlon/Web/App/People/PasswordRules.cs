using System.Globalization;
using System.Text;

namespace Merlon.Web.App.People;

/// <summary>
/// What a password has to be: long, and not what everybody tries first. No rules of composition, which make passwords harder to keep and not to guess (NIST SP 800-63B 5.1.1.2).
/// </summary>
static class PasswordRules
{
    /// <summary>Shortest password, in characters.</summary>
    public const int CharactersMin = 12;

    /// <summary>Longest password, in bytes of UTF-8: hashing has to end.</summary>
    public const int BytesMax = 1_024;

    /// <summary>Characters that have to remain when what everybody tries is taken out.</summary>
    const int OwnCharactersMin = 6;

    /// <summary>Parts of the passwords that are tried first, longest first within each other; spelt without the letters that digits stand for.</summary>
    static readonly string[] Common =
    [
        "passphrase", "password", "passwort", "motdepasse", "contrasena", "administrator", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "letmein", "welcome", "iloveyou",
        "changeme", "default", "sunshine", "princess", "football", "baseball", "superman", "trustno", "starwars", "whatever", "dragon", "monkey", "master", "shadow", "secret", "summer",
        "winter", "spring", "autumn", "qwerty", "qwertz", "azerty", "qazwsx", "correcthorsebatterystaple", "merlon", "admin", "login", "hello", "guest", "root", "test", "user", "pass",
    ];

    /// <summary>A password as it is hashed: one form of Unicode, whatever the keyboard made.</summary>
    public static string Normalised(string password) => password.Normalize(NormalizationForm.FormKC);

    /// <summary>Throws when a password will not do.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="own">Login, name and e-mail of whose it is: guessed first by who knows them.</param>
    /// <exception cref="InvalidDataException">It will not do; the message says why.</exception>
    public static void Require(string password, params string[] own)
    {
        var normal = Normalised(password);
        if (new StringInfo(normal).LengthInTextElements < CharactersMin)
        {
            throw new InvalidDataException($"a password has at least {CharactersMin} characters: a few words that only you would put together are good");
        }

        if (Encoding.UTF8.GetByteCount(normal) > BytesMax)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a password has at most {BytesMax:N0} bytes"));
        }

        if (normal.Distinct().Count() < OwnCharactersMin - 1 || Math.Min(Remaining(normal.ToLowerInvariant(), own, static text => text.ToLowerInvariant()), Remaining(Plain(normal), own, Plain)) < OwnCharactersMin)
        {
            throw new InvalidDataException("that is among the first passwords that somebody would try: choose one without your name, common words in a row, or runs like 123456");
        }
    }

    /// <summary>How much remains of a password without names, common words and runs.</summary>
    static int Remaining(string plain, IEnumerable<string> own, Func<string, string> plainly)
    {
        var parts = own.SelectMany(static name => name.Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries)).Select(plainly).Where(static part => part.Length >= 3);
        foreach (var part in parts.Concat(Common.OrderByDescending(static word => word.Length)))
        {
            plain = plain.Replace(part, "\n", StringComparison.Ordinal); // a mark, so that what is left does not join to a word
        }

        var count = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            // What is a step from the character before (aaa, 123, cba) adds nothing.
            if (plain[i] != '\n' && char.IsLetterOrDigit(plain[i]) && !(i > 0 && Math.Abs(plain[i] - plain[i - 1]) <= 1))
            {
                count++;
            }
        }

        return count;
    }

    // p4$$w0rd is password; digits of a year stay digits only where they do not stand for letters.
    static string Plain(string text) => string.Concat(text.ToLowerInvariant().Select(static c => c switch
    {
        '0' => 'o', '1' or '!' or '|' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => c,
    }));
}
