using System.Globalization;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Cultures that write numbers, dates and letters in other ways.</summary>
internal static class Cultures
{
    private static readonly string[] Names = ["id-ID", "tr-TR", "ar-SA", "th-TH", "de-DE"];

    /// <summary>Does the same under each culture, first under the invariant one.</summary>
    public static async Task<IReadOnlyList<(string Culture, T Result)>> EachAsync<T>(Func<Task<T>> work)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var results = new List<(string, T)>();
        try
        {
            foreach (var name in Names.Prepend(""))
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);
                results.Add((name.Length == 0 ? "invariant" : name, await work().ConfigureAwait(false)));
            }
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }

        return results;
    }
}
