using System.Text;

namespace Merlon.Cli;

/// <summary>The terminal of the process: what its standard streams are and what the environment wishes.</summary>
static class ConsoleTerminal
{
    const int BufferBytes = 16 * 1024;
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output as UTF-8 whatever the locale says (JSON is UTF-8), flushed when disposed.</summary>
    public static TextWriter OpenOutput()
    {
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
        {
            Console.OutputEncoding = Utf8;
        }

        return new StreamWriter(new StandardStream(Console.OpenStandardOutput(), "standard output"), Utf8, BufferBytes) { NewLine = "\n" };
    }

    /// <summary>Standard error as UTF-8, written through; what it does not take is lost, since nobody is left to be told.</summary>
    public static TextWriter OpenError()
        => new StreamWriter(new StandardStream(Console.OpenStandardError(), name: null), Utf8, BufferBytes) { AutoFlush = true, NewLine = "\n" };

    public static Terminal Of(TextWriter output, TextWriter error)
    {
        var isOutTerminal = !Console.IsOutputRedirected;
        return new Terminal
        {
            Out = output,
            Error = error,
            IsOutTerminal = isOutTerminal,
            IsErrorTerminal = !Console.IsErrorRedirected && !Is("TERM", "dumb"),
            IsInTerminal = !Console.IsInputRedirected,
            UsesColour = isOutTerminal && WishesColour(),
            WidthColumns = isOutTerminal ? WindowWidth() : 100,
            ShowsStackTraces = Is("MERLON_DEBUG", "1"),
        };
    }

    // https://no-color.org: any value that is not empty. Old Windows consoles show escape sequences as text.
    static bool WishesColour()
        => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && !Is("TERM", "dumb")
            && (!OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("WT_SESSION") is not null
                || Environment.GetEnvironmentVariable("TERM") is not null);

    static bool Is(string variable, string value)
        => string.Equals(Environment.GetEnvironmentVariable(variable), value, StringComparison.Ordinal);

    static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 100;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
