using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Merlon.Documents;

/// <summary>The parser's events one by one; the first fault ends them and becomes one diagnostic.</summary>
sealed class YamlEvents(string text, DiagnosticLog log)
{
    readonly Parser parser = new(new Scanner(new StringReader(text), skipComments: true));
    readonly Stack<Mark> opened = new([Mark.Empty]);
    Mark last = Mark.Empty;

    /// <summary>Moves on; false at the end of the stream or, with an error in the log, where it is no YAML.</summary>
    public bool TryMoveNext([NotNullWhen(true)] out ParsingEvent? current)
    {
        current = null;
        try
        {
            if (!parser.MoveNext())
            {
                return false;
            }
        }
        catch (YamlException fault)
        {
            YamlSyntax.Report(text, fault.Message, last, fault.Start, fault.End, opened.Peek(), log);
            return false;
        }
        catch (InvalidOperationException)
        {
            // The scanner's own answer to a bracket that is never closed.
            YamlSyntax.Report(text, YamlSyntax.Unclosed, last, last, last, opened.Peek(), log);
            return false;
        }
        catch (ArgumentOutOfRangeException)
        {
            // The scanner's own answer to an escape past the last Unicode character.
            YamlSyntax.Report(text, YamlSyntax.EscapeTooLarge, last, last, last, opened.Peek(), log);
            return false;
        }
        catch (ArgumentException)
        {
            // The scanner's own answer to "!!" with nothing behind it.
            YamlSyntax.Report(text, YamlSyntax.NamelessTag, last, last, last, opened.Peek(), log);
            return false;
        }

        // The parser has a current event after each move that succeeded.
        current = parser.Current!;
        last = current.End;
        if (current.NestingIncrease > 0)
        {
            opened.Push(current.Start);
        }
        else if (current.NestingIncrease < 0)
        {
            opened.Pop();
        }

        return true;
    }
}
