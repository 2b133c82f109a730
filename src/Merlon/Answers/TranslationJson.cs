using System.Diagnostics;
using System.Text.Json;
using Merlon.Sigma.Backends;

namespace Merlon.Answers;

/// <summary>What became of a rule in another language, as members of an object: the query, or what it was refused for and where.</summary>
static class TranslationJson
{
    public static void Write(Utf8JsonWriter json, Translation translation)
    {
        switch (translation)
        {
            case Translation.Query query:
                json.WriteString("query", query.Text);
                json.WriteString("condition", query.Condition);
                json.WriteSome("warnings", query.Warnings);
                break;
            case Translation.Refused refused:
                json.WriteString("refused", refused.Feature);
                json.WriteText("advice", refused.Advice);
                if (refused.Location.Line > 0)
                {
                    json.WriteNumber("line", refused.Location.Line);
                    json.WriteNumber("column", refused.Location.Column);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }
}
