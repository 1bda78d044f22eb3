// Where a value lies in its reference range, told in words before it: "at the lower end of normal at 136".

const LOW_HIGH = "(?:low(?:er)?|high(?:er)?|upper|bottom|top|mid(?:dle)?)";
const END = "(?:end|limits?|side|part|half|edge|border|third|boundary|bound|range|normal)";
const RANGE = "(?:normal|reference)(?:[\\s-](?:range|limits?|values?|interval|levels?))?";
const PLACES = `(?:the\\s)?(?:${LOW_HIGH}[\\s-]${END}?\\s?(?:of\\s)?(?:the\\s)?(?:${RANGE})?|${RANGE})(?:\\srange)?`;
/** Such words at the place where a number is looked for, as the source of a pattern. */
export const NORMAL_AT = `(?:(?:just|slightly|well|still|barely|only|very|close|at|in|within|on|near|toward|towards|around|to|below|above|under|over|inside)\\s){1,4}${PLACES}(?![\\w-])`;
/** The same right before a value, with what joins the two. */
export const WITHIN_NORMAL = new RegExp(`\\b${NORMAL_AT}\\s*[,(:;]?\\s*(?:(?:at|of|with|being|is|was|a|value|level|measuring|measured|reading)\\s+){0,4}$`, "i");
