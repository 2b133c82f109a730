using System.Globalization;
using System.Text;

namespace Merlon.Maturity;

/// <summary>Writes a file of answers to fill in.</summary>
public static class MaturityTemplate
{
    /// <summary>The text of the file, lines ended by a line feed; every answer is given as none, of the day.</summary>
    public static string Write(MaturityModel model, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var day = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"# Answers to {model.Title}. Name this file in organisation.yaml: maturity: [{{path: maturity.yaml}}]\n");
        text.Append(model.Scale == MaturityScale.Points
            ? "# levels: those that are reached, each on its own, such as [1, 2, 4]; level: 2 means 1 and 2.\n"
            : "# level: 0 absent, 1 improvised, 2 repeatable, 3 defined, 4 measured, 5 improved. capability: 0 none to 3 complete.\n");
        text.Append("# evidence: texts and links that show it. date: the day of the answer; keep old answers, they make the trend.\n");
        text.Append(CultureInfo.InvariantCulture, $"merlon: 1\nmodel: {model.Id}\nmaturity:\n");
        foreach (var dimension in model.Dimensions)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  # {dimension.Name}\n");
            foreach (var question in dimension.Questions)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - question: {question.Id}   # {question.Name}\n");
                if (model.Scale == MaturityScale.Points)
                {
                    for (var i = 0; i < question.Levels.Count; i++)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"    #   {i + 1}: {question.Levels[i]}\n");
                    }

                    text.Append("    levels: []\n");
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"    #   {string.Join(" ", question.Levels)}\n    level: 0\n");
                    text.Append(dimension.HasCapability ? "    capability: 0\n" : "");
                }

                text.Append(CultureInfo.InvariantCulture, $"    evidence: []\n    date: {day}\n    owner:\n");
            }
        }

        return text.ToString();
    }
}
