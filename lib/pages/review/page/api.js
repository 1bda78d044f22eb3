// Asks the review's server. The token comes behind # in the address, is taken out of it at once and kept for this tab alone.

const given = location.hash.slice(1);
if (given) {
  sessionStorage.setItem("token", given);
  history.replaceState(null, "", "/");
}
const token = given || sessionStorage.getItem("token") || "";

/** The answer to a call; an error's message is one sentence for the reader. */
export async function ask(call, body = {}) {
  let response;
  try {
    response = await fetch(`/api/${call}`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
  } catch {
    throw new Error("The review's server does not answer: start it again and open the address it prints; what was saved is kept");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
